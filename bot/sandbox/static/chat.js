// The chat window: who writes, what has been said, and everything that a person can press.

import { addPerson, ChatApi, Gone, Refused } from "./api.js";
import { Camera } from "./camera.js";
import { Composer } from "./composer.js";
import { Log } from "./log.js";
import { make } from "./render.js";
import { Viewer } from "./viewer.js";
import { actionWord, speak, spoken, word } from "./words.js";

const find = (id) => document.querySelector(`#${id}`);
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const WAIT = 25; // seconds that one question for news may take

class Chat {
  constructor() {
    this.log = new Log(find("log"), find("scroll"), { onUnread: (count) => this.showUnread(count) });
    this.viewer = new Viewer(() => this.log.photos());
    this.camera = new Camera((photo) => this.sendFiles([{ kind: "photo", file: photo }], ""));
    this.composer = new Composer({
      sendText: (text) => this.sendText(text),
      sendFiles: (files, caption) => this.sendFiles(files, caption),
      loadCommands: async () => (await this.refresh()).commands,
      say: (text) => this.toast(text),
    });
    this.act = {
      command: (text) => this.sendText(text),
      photo: (message) => this.viewer.open(message),
      button: (message, button, element) => this.press(message, button, element),
    };
    this.arrangeSettings();
    find("start").addEventListener("click", () => this.begin());
    find("open-camera").addEventListener("click", () => this.camera.open());
    find("to-end").addEventListener("click", () => this.log.toEnd());
  }

  async run() {
    for (;;) {
      try {
        await this.enter();
        await this.follow();
      } catch (error) {
        if (error instanceof Gone) { localStorage.removeItem("chat_id"); continue; }
        find("offline").hidden = false;
        await pause(1000);
      }
    }
  }

  // Become the person of the last visit, or someone new.
  async enter() {
    let chatId = localStorage.getItem("chat_id");
    if (!chatId) {
      chatId = String((await addPerson(word("person"), spoken())).chat_id);
      localStorage.setItem("chat_id", chatId);
    }
    if (chatId !== this.chatId) { this.log.clear(); this.seq = 0; }
    this.chatId = chatId;
    this.api = new ChatApi(chatId);
    await this.refresh();
  }

  async refresh() {
    this.view = await this.api.show();
    const name = this.view.bot.first_name;
    document.title = name;
    find("bot-name").textContent = name;
    find("description").textContent = this.view.description;
    find("block").textContent = word(this.view.blocked ? "unblock" : "block");
    this.log.use({ personId: this.view.person.id, botName: name, act: this.act });
    this.showState();
    return this.view;
  }

  async follow() {
    let wait = 0;
    let action = "";
    for (;;) {
      const news = await this.api.messages(this.seq, action, wait);
      find("offline").hidden = true;
      if (news.seq < this.seq) { this.log.clear(); this.seq = 0; wait = 0; continue; } // the sandbox knows less than we do
      const loading = this.seq === 0;
      this.log.put(news.messages, { loading });
      this.log.remove(news.deleted);
      this.log.react(news.reactions);
      this.seq = news.seq;
      this.showAction((action = news.action));
      this.showKeyboard(news.keyboard);
      this.showState();
      wait = action ? 4 : WAIT; // an action fades by itself, and nobody tells
    }
  }

  showState() {
    const fresh = this.log.empty && !find("under-way").childElementCount;
    const blocked = this.view.blocked;
    find("welcome").hidden = !fresh;
    find("start").hidden = !(fresh || blocked);
    find("start").textContent = word(blocked ? "unblock" : "start");
    find("composer").hidden = fresh || blocked;
  }

  showAction(action) {
    find("status").textContent = action ? actionWord(action) : word("bot");
    find("status").classList.toggle("busy", Boolean(action));
  }

  showKeyboard(keyboard) {
    const rows = keyboard?.keyboard ?? [];
    find("keyboard").hidden = !rows.length;
    find("text").placeholder = keyboard?.input_field_placeholder ?? word("write");
    find("keyboard").replaceChildren(...rows.map((row) => make("div", { class: "row" }, ...row.map((button) => {
      const text = button.text ?? button;
      const act = () => (button.request_location ? this.sendPlace() : button.request_users ? this.sharePerson() : this.sendText(text));
      return make("button", { type: "button", onclick: act }, text);
    }))));
  }

  showUnread(count) {
    find("unread").hidden = !count;
    find("unread").textContent = count;
    find("to-end").hidden = this.log?.atEnd() ?? true;
  }

  // What a person does

  async begin() {
    if (this.view.blocked) { await this.setBlocked(false); return; }
    await this.sendText("/start");
    this.composer.focus();
  }

  async sendText(text) {
    await this.deliver(make("span", {}, text), () => this.api.sendText(text));
  }

  async sendFiles(files, caption) {
    const group = files.length > 1 ? crypto.getRandomValues(new Uint32Array(2)).join("") : "";
    for (const [place, { kind, file }] of files.entries()) {
      const details = { caption: place ? "" : caption, group };
      await this.deliver(make("span", {}, file.name), () => this.api.sendFile(kind, file, details));
    }
  }

  sendPlace() {
    const send = ({ coords }) => this.deliver(make("span", {}, "…"), () => this.api.sendPlace(coords.latitude, coords.longitude));
    navigator.geolocation.getCurrentPosition(send, () => this.toast(word("failed")));
  }

  async sharePerson() {
    const chosen = prompt(word("whom"));
    if (chosen) await this.deliver(make("span", {}, chosen), () => this.api.sharePerson(Number(chosen)));
  }

  // Show what is under way until it has arrived; keep it, to send once more, where it has not.
  async deliver(content, send) {
    const note = make("small", {}, word("sending"));
    const waiting = make("article", { class: "message own waiting" }, make("div", { class: "bubble" }, content, note));
    const shown = setTimeout(() => { find("under-way").append(waiting); this.log.toEnd(); }, 250);
    try {
      const message = await send();
      this.log.put([message]);
    } catch (error) {
      const reason = error instanceof Refused ? error.message : word("offline");
      this.toast(`${word("failed")}: ${reason}`);
      const again = make("button", { type: "button", class: "quiet", onclick: () => { waiting.remove(); this.deliver(content, send); } }, word("retry"));
      note.replaceChildren(word("failed"), " ", again);
      find("under-way").append(waiting);
      clearTimeout(shown);
      return;
    }
    clearTimeout(shown);
    waiting.remove();
    this.showState();
  }

  async press(message, button, element) {
    if (button.url) { open(button.url, "_blank", "noopener,noreferrer"); return; }
    if (button.copy_text) { await navigator.clipboard.writeText(button.copy_text.text); this.toast(word("copied")); return; }
    element.setAttribute("aria-busy", "true");
    this.log.act();
    try {
      const { answered, answer } = await this.api.tap(message.message_id, button.callback_data ?? button.text);
      if (!answered) this.toast(word("no_answer"));
      else if (answer.text && answer.show_alert) this.alert(answer.text);
      else if (answer.text) this.toast(answer.text);
    } catch (error) {
      this.toast(error instanceof Refused ? error.message : word("offline"));
    } finally {
      element.removeAttribute("aria-busy");
    }
  }

  alert(text) {
    find("alert-text").textContent = text;
    find("alert").showModal();
  }

  toast(text) {
    const toast = make("p", {}, text);
    find("toasts").append(toast);
    setTimeout(() => toast.remove(), 2500 + 60 * text.length);
  }

  // Settings

  arrangeSettings() {
    const language = localStorage.getItem("language") ?? (navigator.language.startsWith("ko") ? "ko" : "en");
    const size = localStorage.getItem("size") ?? "normal";
    const dialog = find("settings");
    speak(language);
    document.documentElement.dataset.size = size;
    dialog.querySelector(`[name=language][value=${spoken()}]`).checked = true;
    dialog.querySelector(`[name=size][value=${size}]`).checked = true;
    dialog.addEventListener("change", ({ target }) => this.set(target.name, target.value));
    find("open-settings").addEventListener("click", () => dialog.showModal());
    find("block").addEventListener("click", () => { dialog.close(); this.setBlocked(!this.view.blocked); });
    find("someone-else").addEventListener("click", () => { dialog.close(); this.becomeSomeoneElse(); });
  }

  async set(name, value) {
    localStorage.setItem(name, value);
    if (name === "size") { document.documentElement.dataset.size = value; return; }
    speak(value);
    await this.api.change({ language_code: value });
    await this.refresh();
    this.showAction("");
    this.log.redraw();
  }

  async setBlocked(blocked) {
    await this.api.block(blocked);
    await this.refresh();
    if (blocked) this.toast(word("blocked"));
    else await this.sendText("/start");
  }

  becomeSomeoneElse() {
    localStorage.removeItem("chat_id");
    location.reload();
  }
}

new Chat().run();
