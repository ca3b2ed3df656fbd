// Small improvements; every page works without them. No inline handlers, nothing is sent anywhere.
"use strict";
(() => {
  // The 和暦 beside a date box, while typing. The server says it again, and decides.
  const ERAS = [["R", "令和", 2018, 20190501], ["H", "平成", 1988, 19890108], ["S", "昭和", 1925, 19261225], ["T", "大正", 1911, 19120730], ["M", "明治", 1867, 18680125]];
  const half = (text) => text.normalize("NFKC").replace(/\s/g, "").toUpperCase();
  const exists = (y, m, d) => { const t = new Date(Date.UTC(y, m - 1, d)); return t.getUTCMonth() === m - 1 && t.getUTCDate() === d; };
  const wareki = (y, m, d) => {
    if (!exists(y, m, d)) return "";
    const era = ERAS.find((e) => y * 10000 + m * 100 + d >= e[3]);
    return era ? `${era[1]}${y - era[2] === 1 ? "元" : y - era[2]}年${m}月${d}日` : "";
  };
  const read = (text) => {
    const plain = half(text).replace(/^(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3");
    let hit = plain.match(/^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/);
    if (hit) return wareki(+hit[1], +hit[2], +hit[3]);
    hit = plain.match(/^(令和|平成|昭和|大正|明治|[RHSTM])(元|\d{1,2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/);
    if (!hit) return "";
    const era = ERAS.find((e) => e[0] === hit[1] || e[1] === hit[1]);
    const words = wareki(era[2] + (hit[2] === "元" ? 1 : +hit[2]), +hit[3], +hit[4]);
    return words.startsWith(era[1]) ? `${words}` : "";
  };
  document.addEventListener("input", (event) => {
    const box = event.target;
    if (box.dataset.wareki !== undefined) {
      const echo = document.querySelector(`output[for="${box.id}"]`);
      if (echo) echo.textContent = read(box.value);
    }
    if (box.dataset.counter !== undefined) count(box);
  });

  // Characters left in a long text; spoken only when the limit is near or passed.
  const count = (box) => {
    let line = box.parentElement.querySelector(".dads-field__count");
    if (!line) {
      line = document.createElement("p");
      line.className = "dads-field__count";
      box.after(line);
    }
    const left = +box.dataset.counter - [...box.value].length;
    line.dataset.over = left < 0;
    line.setAttribute("aria-live", left < 50 ? "polite" : "off");
    line.textContent = left < 0 ? `${-left}文字多すぎます` : `あと${left}文字`;
  };

  // Errors: the summary takes the focus; its links go to the box itself, also in a group of boxes.
  const begin = (root) => {
    root.querySelectorAll("textarea[data-counter]").forEach(count);
    const summary = root.querySelector("[data-error-summary]");
    if (summary) summary.focus();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a");
    const place = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!place) return;
    event.preventDefault();
    const box = place.matches("input, select, textarea") ? place : place.querySelector("input, select, textarea");
    (box || place).focus();
    place.closest(".dads-field").scrollIntoView({ block: "center" });
  });

  // A step that asks first: Escape closes the question and gives the focus back.
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && event.target.closest("details[data-confirm][open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  // A form is sent once: a second press within three seconds is ignored.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 3000);
  });

  // After htmx has put something in place: errors first, else the new heading takes the focus.
  document.addEventListener("htmx:afterSettle", (event) => {
    const place = event.detail.elt;
    begin(place);
    const heading = place.querySelector("[data-focus]");
    if (heading) heading.focus();
    const said = place.querySelector("[data-announce]");
    if (said) document.getElementById("live").textContent = said.textContent;
  });
  const failed = () => {
    const banner = document.createElement("div");
    banner.className = "dads-notice";
    banner.dataset.kind = "error";
    banner.setAttribute("role", "alert");
    banner.textContent = "処理できませんでした。通信の状態を確認し、画面を開き直してください。";
    document.getElementById("messages").replaceChildren(banner);
    banner.scrollIntoView({ block: "center" });
  };
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("DOMContentLoaded", () => begin(document));
})();
