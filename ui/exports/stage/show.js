(function () {
  "use strict";
  var screens = [].slice.call(document.querySelectorAll(".screen"));
  var words = document.body.dataset;
  var black = document.getElementById("black");
  var help = document.getElementById("help");
  var typed = document.getElementById("typed");
  var at = 0, step = 1, digits = "", since = Date.now(), begun = 0, notes = null, idle = 0;

  function steps(screen) { return Number(screen.dataset.steps); }
  function number(screen) { return Number(screen.dataset.number); }

  function show(place, shown) {
    var before = screens[at];
    at = Math.max(0, Math.min(place, screens.length - 1));
    step = Math.min(shown, steps(screens[at]));
    if (number(before) !== number(screens[at])) { since = Date.now(); }
    if (!begun && at > 0) { begun = Date.now(); }
    screens.forEach(function (one, n) { one.classList.toggle("on", n === at); });
    [].forEach.call(screens[at].querySelectorAll("[data-step]"), function (part) {
      part.classList.toggle("wait", Number(part.dataset.step) > step);
    });
    try { history.replaceState(null, "", "#" + number(screens[at])); } catch (refused) { /* an inner frame */ }
    tell();
  }
  function next() {
    if (step < steps(screens[at])) { show(at, step + 1); }
    else if (at < screens.length - 1) { show(at + 1, 1); }
  }
  function back() {
    if (screens[at].dataset.kind === "year" && step > 1) { show(at, step - 1); }
    else if (at > 0) { show(at - 1, 99); }
  }
  function jump(wanted) {
    for (var n = 0; n < screens.length; n += 1) {
      if (number(screens[n]) === wanted) { show(n, 1); return; }
    }
  }
  function dark(on) { black.classList.toggle("up", on); }
  function type(text) {
    digits = text;
    typed.textContent = text;
    typed.classList.toggle("up", text !== "");
  }
  function full() {
    var page = document.documentElement;
    if (document.fullscreenElement || document.webkitFullscreenElement) {
      (document.exitFullscreen || document.webkitExitFullscreen).call(document);
    } else if (page.requestFullscreen || page.webkitRequestFullscreen) {
      (page.requestFullscreen || page.webkitRequestFullscreen).call(page);
    }
  }
  function wake() {
    if (navigator.wakeLock) { navigator.wakeLock.request("screen").catch(function () { /* asked for only */ }); }
  }

  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    var key = event.key, code = event.code, known = true;
    [].forEach.call(document.querySelectorAll(".key b"), function (said) {
      said.textContent = key === " " ? words.space : key;
    });
    if (/^\d$/.test(key)) { type((digits + key).slice(-3)); }
    else if (key === "Enter" && digits) { jump(Number(digits)); type(""); dark(false); }
    else {
      type("");
      if (key === "ArrowRight" || key === "PageDown" || key === " ") { moved(next); }
      else if (key === "ArrowLeft" || key === "PageUp") { moved(back); }
      else if (key === "Home") { dark(false); show(0, 1); }
      else if (code === "KeyB" || key === "." || code === "Period" || key === "b" || key === "B") {
        if (!event.repeat) { dark(!black.classList.contains("up")); }
      }
      else if (code === "KeyF" || key === "f") { full(); }
      else if (code === "KeyN" || key === "n") { open(); }
      else if (key === "?" || (code === "Slash" && event.shiftKey)) { help.classList.toggle("up"); }
      else if (key === "Escape") { help.classList.remove("up"); known = false; }
      else if (!/^(F5|F3|'|\/|Backspace|Arrow(Up|Down)|End)$/.test(key)) { known = false; }
    }
    if (known) { event.preventDefault(); }
    wake();
  }
  function moved(way) {
    // The first press after black only brings the picture back.
    if (black.classList.contains("up")) { dark(false); return; }
    help.classList.remove("up");
    way();
  }

  function line(parent, tag, size, text) {
    var node = parent.ownerDocument.createElement(tag);
    node.style.cssText = "margin:0 0 .5em;white-space:pre-wrap;font-size:" + size;
    node.textContent = text;
    parent.appendChild(node);
    return node;
  }
  function open() {
    notes = window.open("", "notes", "width=960,height=640");
    if (!notes) { help.textContent = words.blocked; help.classList.add("up"); return; }
    notes.document.title = words.notes;
    notes.document.body.style.cssText =
      "margin:0;padding:24px 32px;font-family:Arial,sans-serif;background:#0B1526;color:#fff";
    notes.document.onkeydown = press;
    tell();
  }
  function clock(seconds) {
    var rest = Math.floor(seconds % 60);
    return Math.floor(seconds / 60) + ":" + (rest < 10 ? "0" : "") + rest;
  }
  function tell() {
    if (!notes || notes.closed) { return; }
    var page = notes.document.body, now = screens[at], after = screens[at + 1];
    var taken = (Date.now() - since) / 1000, planned = Number(now.dataset.seconds);
    page.textContent = "";
    line(page, "p", "20px", words.scene + " " + number(now) + " · " + now.dataset.label).style.color = "#C8D6E8";
    line(page, "p", "44px", clock(taken) + " / " + clock(planned)).style.color =
      taken > planned ? "#FFC94A" : "#fff";
    line(page, "p", "30px", now.querySelector(".note").textContent);
    line(page, "p", "20px", words.next + " " + (after ? after.dataset.label : "—")).style.color = "#C8D6E8";
    line(page, "p", "20px", words.total + " " + clock(begun ? (Date.now() - begun) / 1000 : 0) +
      " / " + clock(Number(words.seconds))).style.color = "#C8D6E8";
  }

  document.addEventListener("keydown", press);
  document.addEventListener("click", function () { moved(next); window.focus(); });
  document.addEventListener("mousemove", function () {
    document.body.classList.remove("still");
    clearTimeout(idle);
    idle = setTimeout(function () { document.body.classList.add("still"); }, 2000);
  });
  setInterval(tell, 500);
  var asked = Number((location.hash.match(/^#(\d+)$/) || [])[1]);
  show(0, words.whole ? 99 : 1);
  if (asked) { jump(asked); }
}());
