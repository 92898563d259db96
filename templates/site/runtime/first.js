/* Runs before anything is drawn, so that nothing moves or flashes afterwards. */
(function () {
  var root = document.documentElement;
  var kept = function (name) {
    try {
      return localStorage.getItem("specmint-" + name);
    } catch (refused) {
      return null; // from a file, or where storage is switched off
    }
  };
  var theme = kept("theme");
  var language = kept("language");
  if (theme) root.dataset.theme = theme;
  if (language) root.dataset.lang = language;
  root.classList.add("scripted");
})();
