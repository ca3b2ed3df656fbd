// Passkeys: allauth's functions, tied to the elements that carry data-passkey. Without a script the page says so.
"use strict";
(() => {
  const bind = { add: "addForm", authenticate: "authenticateForm", login: "loginForm" };
  const words = {
    NotAllowedError: "パスキーの操作が取り消されたか、時間切れになりました。もう一度お試しください。",
    InvalidStateError: "この端末・鍵は、すでに登録されています。",
    SecurityError: "このアドレスではパスキーを使えません。管理者に連絡してください。",
  };
  const say = (text) => document.querySelectorAll("[data-passkey-says]").forEach((line) => { line.textContent = text; line.hidden = !text; });
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const error = event.detail.exception;
    say(words[error && error.name] || "パスキーを使えませんでした。もう一度お試しください。");
  });
  document.querySelectorAll("[data-passkey]").forEach((button) => {
    if (!window.PublicKeyCredential) {
      say("このブラウザーまたはアドレスでは、パスキーを使えません（https のアドレスが必要です）。");
      return;
    }
    button.hidden = false;
    const ids = { credential: button.dataset.credential };
    ids[button.dataset.passkey] = button.id;
    if (button.dataset.json) ids.data = button.dataset.json;
    if (button.dataset.passwordless) ids.passwordless = button.dataset.passwordless;
    button.addEventListener("click", () => say(""));
    window.allauth.webauthn.forms[bind[button.dataset.passkey]]({ ids });
  });
})();
