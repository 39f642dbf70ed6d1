// The page asks the file beside it for news: a script may be read from a disk, where nothing else may.
(() => {
  const banner = document.createElement("pre");
  banner.setAttribute("role", "status");
  banner.style.cssText = "position:fixed;inset:auto 0 0 0;z-index:9;margin:0;padding:.75rem 1.25rem;white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;" +
    "background:var(--stamp);color:var(--stamp-ink);border-top:3px solid var(--warn)";
  window.jsnaPreview = (newest, message) => {
    if (newest !== jsnaMade) return location.reload();
    if (banner.textContent !== message) banner.textContent = message;
    if (message) document.body.append(banner); else banner.remove();
  };
  setInterval(() => {
    const news = document.createElement("script");
    news.src = jsnaNews + "?" + Date.now();
    news.onload = news.onerror = () => news.remove();
    document.head.append(news);
  }, 200);
})();
