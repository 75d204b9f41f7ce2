// Sets the remembered theme before anything is painted; without one, the system's is used.
try {
  const theme = localStorage.getItem("pilotlight:theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is blocked: the system's theme it is.
}
