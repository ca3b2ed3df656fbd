// The form of an event: shows only what the chosen kind needs. Without a script everything is there, each box with its legend.
"use strict";
(() => {
  const chooser = document.getElementById("id_kind");
  const parts = document.querySelectorAll("[data-only]");
  if (!chooser || !parts.length) return;
  const show = () => parts.forEach((part) => {
    part.hidden = !part.dataset.only.split(" ").includes(chooser.value) && !part.querySelector("[data-invalid]");
  });
  chooser.addEventListener("change", show);
  show();
})();
