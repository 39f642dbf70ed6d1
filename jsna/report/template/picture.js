// A chart as a picture on white, with its finding, its measure, its source and whether it is a draft, to stand in a paper or on a slide.
(function () {
  "use strict";
  var EDGE = 14, INK = "#1b1f23", MUTED = "#595959", SCALE = 3;
  function said(within, css, between) {
    return [].map.call(within.querySelectorAll(css), function (part) { return part.textContent.trim(); }).join(between || " ");
  }
  function broken(pen, text, width) {
    return text.split(" ").reduce(function (lines, word) {
      var last = lines[lines.length - 1], more = last ? last + " " + word : word;
      if (last && pen.measureText(more).width > width) lines.push(word); else lines[lines.length - 1] = more;
      return lines;
    }, [""]);
  }
  function drawn(svg, ready) {
    var box = svg.viewBox.baseVal, copy = svg.cloneNode(true), image = new Image();
    copy.setAttribute("width", box.width * SCALE);
    copy.setAttribute("height", box.height * SCALE);
    copy.removeAttribute("style");
    var text = new XMLSerializer().serializeToString(copy);
    text = text.replace(/var\(--[\w-]+,\s*(#\w+)\)/g, "$1").replace(/currentColor/g, INK);
    image.onload = function () { ready(image, box); };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
  }
  function paint(figure, image, box) {
    var canvas = document.createElement("canvas"), pen = canvas.getContext("2d"), y = EDGE;
    var parts = [
      [said(figure, ".jsna-headline"), "600 13px", 17, INK],
      [said(figure, ".jsna-finding .jsna-subtitle"), "10px", 14, MUTED],
      null,
      [said(figure, ".jsna-source"), "8px", 11, MUTED],
      [said(document, ".stamps li", " \u00b7 "), "600 8px", 11, INK]
    ].map(function (part) {
      if (!part) { y += box.height + 8; return [y - box.height - 4]; }
      pen.font = part[1] + " system-ui,sans-serif";
      var top = y, lines = part[0] ? broken(pen, part[0], box.width) : [];
      y += lines.length * part[2] + 3;
      return [top, lines, pen.font, part[2], part[3]];
    });
    canvas.width = (box.width + 2 * EDGE) * SCALE;
    canvas.height = (y + EDGE) * SCALE;
    pen.scale(SCALE, SCALE);
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.textBaseline = "top";
    parts.forEach(function (part) {
      if (!part[1]) return pen.drawImage(image, EDGE, part[0], box.width, box.height);
      pen.font = part[2];
      pen.fillStyle = part[4];
      part[1].forEach(function (line, n) { pen.fillText(line, EDGE, part[0] + n * part[3]); });
    });
    return canvas;
  }
  [].forEach.call(document.querySelectorAll(".jsna-figure>.jsna-chart"), function (chart) {
    var figure = chart.parentNode, button = document.createElement("button"), about = document.createElement("span");
    about.className = "jsna-hidden";
    about.textContent = ": " + said(figure, ".jsna-finding .jsna-subtitle") + " " + said(figure, ".jsna-number");
    button.type = "button";
    button.className = "picture";
    button.append("Save this chart (PNG)", about);
    button.onclick = function () {
      drawn(chart.querySelector("svg"), function (image, box) {
        paint(figure, image, box).toBlob(function (picture) {
          var link = document.createElement("a");
          link.href = URL.createObjectURL(picture);
          link.download = figure.dataset.figure + ".png";
          link.click();
          setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
        });
      });
    };
    figure.append(button);
  });
})();
