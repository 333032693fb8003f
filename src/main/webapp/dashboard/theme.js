// Runs before the first paint, so that who chose a theme sees no other one first.
(() => {
  const chosen = localStorage.getItem('zencap-theme');
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.theme = chosen;
  }
})();
