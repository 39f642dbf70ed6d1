(() => {
  const all = (what, inside = document) => [...inside.querySelectorAll(what)];
  const [box] = all("#wanted"), [found] = all("#found");
  const codeOf = at => at.dataset.code || at.querySelector("small").textContent;
  const show = (element, fits) => { if (element.hidden === fits) element.hidden = !fits; return fits; };
  const kinds = all(".kind").map(kind => ({ kind, fold: kind.querySelector(".fold"), groups: all(".group", kind).map(group => {
    const larger = all("h3", group).map(name => name.textContent);
    return { group, rows: all("li", group).map(row => ({ row, code: codeOf(row), text: `${row.textContent} ${larger}`.toLowerCase() })) };
  }) }));
  let waiting;
  const search = () => {
    const words = box.value.toLowerCase().trim().split(/\s+/);
    let total = 0;
    kinds.forEach(({ kind, fold, groups }) => {
      const kept = groups.map(({ group, rows }) => {
        const left = rows.filter(({ row, text }) => show(row, words.every(word => text.includes(word))));
        show(group, left.length > 0);
        return left;
      }).flat();
      const codes = new Set(kept.map(({ code }) => code));
      all("[data-code]", kind).forEach(area => area.classList.toggle("off", !codes.has(codeOf(area))));
      show(kind, kept.length > 0);
      if (fold) fold.open = !!words[0];
      total += kept.length;
    });
    found.textContent = words[0] ? `Areas found: ${total.toLocaleString("en-GB")}` : "";
  };
  const point = event => {
    const at = event.target.closest("[data-code], .group li"), same = area => codeOf(area) === codeOf(at);
    all(".here").forEach(area => area.classList.remove("here"));
    if (at) all("[data-code]", at.closest(".kind")).filter(same).forEach(area => {
      area.classList.add("here");
      all("title", area).forEach(title => { area.closest(".map").querySelector(".pointed").textContent = title.textContent; });
    });
  };
  box.parentNode.hidden = false;
  box.oninput = () => { clearTimeout(waiting); waiting = setTimeout(search, 60); };
  document.onmouseover = point;
  addEventListener("focusin", point);
  if (innerWidth > 760) all(".wide").forEach(details => { details.open = true; });
})();
