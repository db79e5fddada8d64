// Where a person writes: text, photos and files to go with it, and the list of commands.

import { icon, make } from "./render.js";
import { word } from "./words.js";

const MOST = 10; // parts of an album
const LARGEST_FILE = 50 * 1024 * 1024; // bytes
const LARGEST_PHOTO = 10 * 1024 * 1024; // bytes
const LARGEST_SIDES = 10_000; // pixels, width and height together
const SHRUNK = 2560; // pixels, the longer side of a photo that was too large

export class Composer {
  constructor({ sendText, sendFiles, loadCommands, say }) {
    Object.assign(this, { sendText, sendFiles, loadCommands, say, attached: [], commands: [] });
    for (const [name, id] of Object.entries({
      form: "composer", text: "text", files: "files", attach: "attach", tray: "tray", items: "tray-items",
      asFile: "as-file", list: "commands", toggle: "open-commands", drop: "drop",
    })) this[name] = document.querySelector(`#${id}`);
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.text.addEventListener("input", () => { this.grow(); this.suggest(); });
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.text.addEventListener("paste", (event) => this.paste(event));
    this.attach.addEventListener("click", () => this.files.click());
    this.files.addEventListener("change", () => { this.add(this.files.files); this.files.value = ""; });
    this.toggle.addEventListener("click", () => this.toggleCommands());
    this.list.addEventListener("keydown", (event) => this.listKey(event));
    document.addEventListener("click", (event) => { if (!event.target.closest("#commands, #open-commands, #text")) this.hideCommands(); });
    this.listenForDrops();
  }

  focus() {
    if (!matchMedia("(pointer: coarse)").matches) this.text.focus({ preventScroll: true });
  }

  async submit() {
    const text = this.text.value.trim();
    const attached = this.attached.map(({ file }) => file);
    if (!text && !attached.length) return;
    const asFile = this.asFile.checked;
    this.text.value = "";
    this.detachAll();
    this.grow();
    this.hideCommands();
    if (attached.length) await this.sendFiles(await Promise.all(attached.map((file) => prepared(file, asFile, this.say))), text);
    else await this.sendText(text);
  }

  key(event) {
    if (event.isComposing) return; // a Korean syllable is still being put together
    const touch = matchMedia("(pointer: coarse)").matches;
    if (event.key === "Enter" && !event.shiftKey && !touch) { event.preventDefault(); this.submit(); }
    if (event.key === "Escape") this.hideCommands();
    if (event.key === "ArrowUp" && !this.list.hidden) { event.preventDefault(); this.list.querySelector("li:last-child button")?.focus(); }
  }

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, innerHeight * 0.35)}px`;
    this.form.classList.toggle("ready", Boolean(this.text.value.trim() || this.attached.length));
  }

  // Attachments

  add(files) {
    for (const file of files) {
      if (file.size > LARGEST_FILE) this.say(word("too_large"));
      else if (this.attached.length >= MOST) { this.say(word("too_many")); break; }
      else this.attached.push({ file, address: file.type.startsWith("image/") ? URL.createObjectURL(file) : "" });
    }
    this.drawTray();
    this.focus();
  }

  detach(part) {
    URL.revokeObjectURL(part.address);
    this.attached = this.attached.filter((other) => other !== part);
    this.drawTray();
    this.text.focus();
  }

  detachAll() {
    for (const part of this.attached) URL.revokeObjectURL(part.address);
    this.attached = [];
    this.asFile.checked = false;
    this.drawTray();
  }

  drawTray() {
    this.tray.hidden = !this.attached.length;
    this.items.replaceChildren(...this.attached.map((part) => {
      const picture = part.address ? make("img", { src: part.address, alt: part.file.name }) : make("span", { class: "name" }, icon("file"), part.file.name);
      const out = make("button", { type: "button", class: "round", "aria-label": `${word("remove")}: ${part.file.name}`, onclick: () => this.detach(part) }, icon("close"));
      return make("li", {}, picture, out);
    }));
    this.grow();
  }

  paste(event) {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    this.add(files);
  }

  listenForDrops() {
    const withFiles = (event) => event.dataTransfer?.types.includes("Files") && !this.form.hidden;
    addEventListener("dragover", (event) => { if (withFiles(event)) { event.preventDefault(); this.drop.hidden = false; } });
    addEventListener("dragleave", (event) => { if (!event.relatedTarget) this.drop.hidden = true; });
    addEventListener("drop", (event) => {
      this.drop.hidden = true;
      if (!withFiles(event)) return;
      event.preventDefault();
      this.add(event.dataTransfer.files);
    });
  }

  // Commands

  async toggleCommands() {
    if (!this.list.hidden) { this.hideCommands(); return; }
    this.commands = await this.loadCommands();
    this.showCommands(this.commands);
    this.list.querySelector("button")?.focus();
  }

  async suggest() {
    const typed = this.text.value;
    if (!/^\/\w*$/.test(typed)) { this.hideCommands(); return; }
    if (typed === "/" || !this.commands.length) this.commands = await this.loadCommands();
    this.showCommands(this.commands.filter(({ command }) => `/${command}`.startsWith(typed)));
  }

  showCommands(commands) {
    this.list.replaceChildren(...commands.map(({ command, description }) => {
      const send = () => { this.hideCommands(); this.text.value = ""; this.grow(); this.sendText(`/${command}`); this.focus(); };
      return make("li", {}, make("button", { type: "button", onclick: send }, make("strong", {}, `/${command}`), make("span", {}, description)));
    }));
    this.list.hidden = !commands.length;
    this.toggle.setAttribute("aria-expanded", String(!this.list.hidden));
  }

  hideCommands() {
    this.list.hidden = true;
    this.toggle.setAttribute("aria-expanded", "false");
  }

  listKey(event) {
    const buttons = [...this.list.querySelectorAll("button")];
    const place = buttons.indexOf(document.activeElement);
    if (event.key === "ArrowDown") { event.preventDefault(); (buttons[place + 1] ?? this.text).focus(); }
    if (event.key === "ArrowUp") { event.preventDefault(); buttons[Math.max(place - 1, 0)].focus(); }
    if (event.key === "Escape") { this.hideCommands(); this.text.focus(); }
  }
}

// Decide how a file goes: pictures as photos, made smaller where Telegram would not take them; all else as it is.
async function prepared(file, asFile, say) {
  if (asFile || !file.type.startsWith("image/") || file.type === "image/svg+xml") return { kind: "document", file };
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) { say(word("not_shown")); return { kind: "document", file }; }
  const { width, height } = picture;
  if (file.size <= LARGEST_PHOTO && width + height <= LARGEST_SIDES) { picture.close(); return { kind: "photo", file }; }
  const scale = Math.min(1, SHRUNK / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
  return { kind: "photo", file: new File([blob], file.name, { type: "image/jpeg" }) };
}
