(() => {
  const all = (what, inside = document) => [...inside.querySelectorAll(what)];
  const root = document.documentElement, [box] = all("#wanted"), [found] = all("#found");
  root.classList.add("js");
  const codeOf = at => at.dataset.code || at.querySelector("small").textContent;
  const show = (element, fits) => { if (element.hidden === fits) element.hidden = !fits; return fits; };
  const kinds = all(".kind").map(kind => ({ kind, folds: all(".fold,.rest", kind), groups: all(".group", kind).map(group => {
    const larger = all("h3", group).map(name => name.textContent);
    return { group, rows: all("li", group).map(row => ({ row, code: codeOf(row), text: `${row.textContent} ${larger}`.toLowerCase() })) };
  }) }));
  let waiting, hits = [];
  const link = ({ row }) => row.querySelector("a");
  // The report that Enter opens: the only one, or that of the very code.
  const meant = () => {
    const code = box.value.trim().toUpperCase(), exact = hits.filter(hit => hit.code === code), [one, other] = exact[0] ? exact : hits;
    return one && !other && link(one);
  };
  const told = () => {
    if (!hits[0]) return `No area has “${box.value.trim()}” in its name, its code or the larger area that it is in. `
      + `Try one word of a name, fewer letters, or a code such as ${(all(".group a + small")[0] || all(".group small")[0]).textContent}.`;
    const open = meant(), count = `Areas found: ${hits.length.toLocaleString("en-GB")}`;
    return open ? `${count}. Enter opens the report of ${open.textContent}.` : hits[1] || link(hits[0]) ? count : `${count}. It has no report.`;
  };
  const search = () => {
    clearTimeout(waiting);
    const words = box.value.toLowerCase().trim().split(/\s+/), wanted = !!words[0];
    root.classList.toggle("searching", wanted);
    hits = [];
    kinds.forEach(({ kind, folds, groups }) => {
      const kept = groups.map(({ group, rows }) => {
        const left = rows.filter(({ row, text }) => show(row, words.every(word => text.includes(word))));
        show(group, left.length > 0);
        return left;
      }).flat();
      const codes = new Set(kept.map(({ code }) => code));
      all("[data-code]", kind).forEach(area => area.classList.toggle("off", !codes.has(codeOf(area))));
      show(kind, kept.length > 0);
      folds.forEach(fold => { fold.open = wanted; });
      hits.push(...kept);
    });
    found.textContent = wanted ? told() : "";
    const top = box.closest("main");
    if (wanted && top.getBoundingClientRect().top < 0) top.scrollIntoView();
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
  box.onkeydown = event => {
    if (event.key !== "Enter") return;
    search();
    const open = box.value.trim() && meant();
    if (open) open.click();
  };
  addEventListener("focusin", point);
  // A finger covers what it points at: it names the area, or the nearest, and opens its report when it touches that again.
  let finger = false, touched;
  const nearest = (map, { clientX: x, clientY: y }) => all("a[data-code]", map).map(area => {
    const box = area.getBoundingClientRect();
    return [Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y), area];
  }).filter(([away]) => away < 30).sort(([a], [b]) => a - b).map(([, area]) => area)[0];
  addEventListener("pointerdown", event => { finger = event.pointerType === "touch"; });
  document.onclick = event => {
    const map = event.target.closest(".drawings svg");
    if (!map || !finger) return;
    const area = event.target.closest("[data-code]") || nearest(map, event), link = area && area.getAttribute("href");
    event.preventDefault();
    if (link && area === touched) location.href = link;
    else if (area) {
      point({ target: area });
      if (link) area.closest(".map").querySelector(".pointed").textContent += ". Touch it again to read its report.";
    }
    touched = area;
  };
  // A report leads here with words to look for.
  const asked = () => {
    const [, words] = location.hash.split("#find/");
    if (words) { box.value = decodeURIComponent(words); search(); }
  };
  addEventListener("hashchange", asked);
  asked();
  if (matchMedia("(min-width:48rem)").matches) all(".wide").forEach(details => { details.open = true; });
})();
