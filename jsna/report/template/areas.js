(function () {
  "use strict";
  var box = document.getElementById("wanted"), found = document.getElementById("found");
  var groups = [].map.call(document.querySelectorAll(".group"), function (group) {
    var name = group.querySelector("h2").textContent;
    return { element: group, rows: [].map.call(group.querySelectorAll("li"), function (row) {
      return { element: row, text: (row.textContent + " " + name).toLowerCase() };
    }) };
  });
  var waiting;
  function search() {
    var words = box.value.toLowerCase().split(/\s+/), number = 0;
    groups.forEach(function (group) {
      var left = 0;
      group.rows.forEach(function (row) {
        var fits = words.every(function (word) { return row.text.indexOf(word) >= 0; });
        if (row.element.hidden === fits) row.element.hidden = !fits;
        left += fits;
      });
      group.element.hidden = !left;
      number += left;
    });
    found.textContent = box.value ? number + (number === 1 ? " area" : " areas") + " found" : "";
  }
  box.parentNode.hidden = false;
  box.oninput = function () { clearTimeout(waiting); waiting = setTimeout(search, 80); };
})();
