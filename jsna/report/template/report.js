(function () {
  "use strict";
  var root = document.documentElement, all = function (css, from) { return [].slice.call((from || document).querySelectorAll(css)); };
  root.classList.add("js");
  // Sort: numbers as numbers, words of a scale by its order, other text by the alphabet; what has no place on the scale comes last.
  function key(cell, head, place) {
    var text = cell.textContent.trim(), number = text.replace(/[,%£\s]/g, "").replace(/\u2212/g, "-"), order = head.dataset.order;
    if (order === "") return place;
    var rank = order ? order.split("|").indexOf(text) : -1;
    if (rank >= 0) return rank;
    if (number && isFinite(number)) return +number;
    var leading = parseFloat(number);
    return cell.tagName === "TD" && cell.className !== "t" && !isNaN(leading) ? leading : text;
  }
  function compare(a, b, way) {
    var na = typeof a === "number", nb = typeof b === "number";
    return na && nb ? way * (a - b) : na ? -1 : nb ? 1 : way * a.localeCompare(b, "en", { numeric: true });
  }
  // Columns of limits are folded where a phone has no room for them, until somebody asks.
  function limits(table, rows, heads) {
    var columns = heads.filter(function (head) { return head.hasAttribute("data-limits"); }), button = document.createElement("button");
    if (!columns.length) return;
    columns.forEach(function (head) {
      var column = heads.indexOf(head);
      [head.parentNode].concat(rows).forEach(function (row) { row.cells[column].classList.add("limits"); });
    });
    button.type = "button";
    button.className = "unfold";
    button.textContent = "Show limits";
    button.setAttribute("aria-pressed", "false");
    button.onclick = function () {
      button.setAttribute("aria-pressed", String(table.classList.toggle("whole")));
    };
    table.parentNode.before(button);
  }
  all(".jsna-table table").forEach(function (table) {
    var body = table.tBodies[0], rows = [].slice.call(body.rows), heads = all("thead th", table);
    if (rows.length < 3) return;
    heads.forEach(function (head, column) {
      var button = document.createElement("button");
      button.type = "button";
      button.append.apply(button, [].slice.call(head.childNodes));
      head.append(button);
      button.onclick = function () {
        var up = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        rows.map(function (row, place) { return [key(row.cells[column], head, place), row]; })
          .sort(function (a, b) { return compare(a[0], b[0], up ? 1 : -1); })
          .forEach(function (pair) { body.append(pair[1]); });
      };
    });
    limits(table, rows, heads);
    if (rows.length < 25) return;
    var find = document.createElement("div"), label = document.createElement("label"), box = document.createElement("input");
    var status = document.createElement("span");
    find.className = "filter";
    status.setAttribute("role", "status");
    label.append("Find in this table ", box);
    find.append(label, " ", status);
    box.type = "search";
    box.oninput = function () {
      var wanted = box.value.trim().toLowerCase(), shown = 0;
      rows.forEach(function (row) { row.hidden = row.textContent.toLowerCase().indexOf(wanted) < 0; shown += !row.hidden; });
      status.textContent = !wanted ? "" : shown ? shown + " of " + rows.length + " rows" : "No row has \u201c" + box.value.trim() + "\u201d";
    };
    table.parentNode.before(find);
  });
  // A region is a stop of the Tab key only while there is something to scroll. Sizes come as they are laid out: asked for, a closed
  // fold would have to be laid out first.
  var scrolls = function (box) {
    return getComputedStyle(box).overflowX !== "clip" && (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1);
  };
  var sizes = new ResizeObserver(function (changes) {
    var boxes = changes.map(function (change) { return change.target.closest(".jsna-chart,.jsna-table"); });
    boxes.map(scrolls).forEach(function (stop, n) {
      if (stop) boxes[n].tabIndex = 0; else boxes[n].removeAttribute("tabindex");
    });
  });
  all(".jsna-chart,.jsna-table,.jsna-table>table").forEach(function (box) { sizes.observe(box); });
  // What must not be taken for final stands in the head of the page, and at the foot of the window once that is out of sight.
  var head = document.querySelector(".masthead");
  if (head) new IntersectionObserver(function (seen) {
    root.classList.toggle("away", !seen[seen.length - 1].isIntersecting);
  }).observe(head); else root.classList.add("away");
  // A page that was sent on its own has no list of areas to lead to.
  all(".way", document).forEach(function (link) { link.hidden = location.pathname.split("/").slice(-2)[0] !== link.dataset.folder; });
  // Contents: folded on a phone, following the reader elsewhere.
  var nav = document.querySelector(".contents"), fold = nav && nav.querySelector("details");
  var wide = matchMedia("(min-width:64rem)");
  if (nav) {
    var fit = function () {
      fold.open = wide.matches;
      all(".jsna-wide").forEach(function (more) { more.open = wide.matches; });
    };
    wide.addEventListener("change", fit);
    fit();
    nav.addEventListener("click", function (event) { if (event.target.href && !wide.matches) fold.open = false; });
    var links = all("ol a", nav), targets = links.map(function (link) { return document.getElementById(decodeURIComponent(link.hash.slice(1))); });
    var follow = function () {
      var now = 0;
      targets.forEach(function (target, n) { if (target && target.getBoundingClientRect().top < 120) now = n; });
      links.forEach(function (link, n) {
        if (n === now) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
      });
    };
    var waiting = false;
    addEventListener("scroll", function () {
      if (!waiting) requestAnimationFrame(function () { waiting = false; follow(); });
      waiting = true;
    }, { passive: true });
    follow();
  }
})();
