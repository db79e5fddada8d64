// Messages become elements. Text only ever becomes text nodes, never markup.

import { fileAddress } from "./api.js";
import { clock, kindWord, word } from "./words.js";

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote",
  hashtag: "span", cashtag: "span", mention: "span", phone_number: "span",
};

// Entities come sorted, the longer first at one place, so that each holds those that follow it and lie inside it.
export function formatted(text, entities, act) {
  const fragment = document.createDocumentFragment();
  fill(fragment, text, 0, text.length, [...(entities ?? [])], act);
  return fragment;
}

function fill(parent, text, start, end, entities, act) {
  let position = start;
  while (entities.length) {
    const entity = entities[0];
    const last = entity.offset + entity.length;
    if (entity.offset >= end) break;
    entities.shift();
    if (entity.offset < position || last > end) continue; // crosses what is shown already
    parent.append(text.slice(position, entity.offset));
    const element = entityElement(entity, text.slice(entity.offset, last), act);
    const inside = [];
    while (entities.length && entities[0].offset < last) inside.push(entities.shift());
    fill(element, text, entity.offset, last, inside, act);
    parent.append(element);
    position = last;
  }
  parent.append(text.slice(position, end));
}

function entityElement(entity, text, act) {
  switch (entity.type) {
    case "text_link":
      return link(entity.url);
    case "url":
      return link(text);
    case "email":
      return link(`mailto:${text}`);
    case "bot_command":
      return make("button", { type: "button", class: "inline-command", onclick: () => act.command(text) });
    case "spoiler": {
      const spoiler = make("span", { class: "spoiler", role: "button", tabindex: 0, "aria-label": word("spoiler") });
      const open = () => { spoiler.classList.add("open"); spoiler.removeAttribute("aria-label"); };
      spoiler.addEventListener("click", open);
      spoiler.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") open(); });
      return spoiler;
    }
    case "expandable_blockquote": {
      const quote = make("blockquote", { class: "folded", role: "button", tabindex: 0, "aria-expanded": "false" });
      const turn = () => quote.setAttribute("aria-expanded", String(!quote.classList.toggle("folded")));
      quote.addEventListener("click", (event) => { if (!event.target.closest("a, button")) turn(); });
      quote.addEventListener("keydown", (event) => { if (event.target === quote && event.key === "Enter") turn(); });
      return quote;
    }
    default:
      return make(TAGS[entity.type] ?? "span", { class: `entity ${entity.type}` });
  }
}

function link(address) {
  const safe = /^(https?:|mailto:|tel:)/i.test(address) ? address : `https://${address}`;
  return make("a", { href: safe, target: "_blank", rel: "noopener noreferrer" });
}

// One bubble: a message, or all the parts of an album.
export function bubble(messages, { own, botName, act, reaction }) {
  const first = messages[0];
  const body = make("div", { class: "bubble" });
  const pictures = messages.filter((message) => message.photo);
  const captioned = messages.find((message) => message.caption) ?? first;
  if (first.reply_to_message) body.append(quoted(first.reply_to_message));
  if (pictures.length === 1) body.style.width = `${Math.max(17, Math.min(26, 26 * shapeOf(pictures[0].photo.at(-1)))).toFixed(2)}rem`;
  if (pictures.length) body.append(photoGrid(pictures, { own, botName, act }));
  for (const message of messages) if (message.document && !message.animation) body.append(documentRow(message.document));
  for (const kind of ["sticker", "voice", "audio", "video", "video_note", "animation", "location", "venue", "contact", "dice", "poll"])
    if (first[kind] && !(kind === "location" && first.venue)) body.append(unusual(kind, first[kind]));
  if (first.new_chat_members) body.append(make("p", { class: "words" }, kindWord("new_chat_members")));
  const text = first.text ?? captioned.caption;
  const entities = first.text ? first.entities : captioned.caption_entities;
  const words = make("div", { class: "words" }, text ? formatted(text, entities, act) : "", stamp(first));
  if (!text) words.classList.add("bare");
  body.append(words);
  const only = pictures.length && !text;
  const article = make("article", { class: `message ${own ? "own" : "bots"}${only ? " only-photo" : ""}`, tabindex: -1 });
  article.setAttribute("aria-label", `${own ? word("you") : botName}, ${clock(first.date)}`);
  article.append(body);
  if (reaction) article.append(make("span", { class: "reaction" }, reaction));
  const keyboard = first.reply_markup?.inline_keyboard;
  if (keyboard) article.append(inlineKeyboard(first, keyboard, act));
  return article;
}

function stamp(message) {
  const time = make("time", { datetime: new Date(message.date * 1000).toISOString() }, clock(message.date));
  const edited = message.edit_date ? make("span", {}, `${word("edited")} `) : null;
  return make("span", { class: "stamp" }, edited, time);
}

function quoted(message) {
  const text = message.text ?? message.caption ?? (message.photo ? word("photo") : "…");
  return make("div", { class: "quoted" }, text.slice(0, 120));
}

function photoGrid(messages, { own, botName, act }) {
  const grid = make("div", { class: `photos n${Math.min(messages.length, 10)}` });
  for (const message of messages) {
    const sizes = message.photo;
    const shown = sizes.find((size) => Math.max(size.width, size.height) >= 800) ?? sizes.at(-1);
    const name = own ? word("your_photo") : word("photo_of", botName);
    const alt = message.caption ? `${name}: ${message.caption}` : name;
    const image = make("img", { src: fileAddress(shown.file_id), alt, width: shown.width, height: shown.height, decoding: "async" });
    if (messages.length === 1) image.style.aspectRatio = String(shapeOf(shown));
    const open = make("button", { type: "button", class: "photo", "data-file": sizes.at(-1).file_id, onclick: () => act.photo(message) }, image);
    if (message.has_media_spoiler) open.classList.add("covered");
    grid.append(open);
  }
  return grid;
}

// A single photo takes its own shape, within bounds, before its bytes are there: nothing jumps when they come.
const shapeOf = ({ width, height }) => Math.min(Math.max(width / height, 0.7), 2.4);

function documentRow(file) {
  const size = file.file_size >= 1e6 ? `${(file.file_size / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(file.file_size / 1e3))} kB`;
  const about = make("span", { class: "about" }, make("strong", {}, file.file_name ?? word("file_kind")), make("small", {}, size));
  return make("a", { class: "document", href: fileAddress(file.file_id), download: file.file_name ?? "file" }, make("span", { class: "round filled" }, icon("file")), about);
}

function unusual(kind, value) {
  const detail = value.emoji ?? value.title ?? value.first_name ?? value.question ?? "";
  const seconds = value.duration ? `${value.duration}″` : "";
  return make("p", { class: `unusual ${kind}` }, make("strong", {}, kindWord(kind)), ` ${detail} ${value.value ?? ""} ${seconds}`);
}

function inlineKeyboard(message, rows, act) {
  const keyboard = make("div", { class: "buttons", role: "group" });
  for (const row of rows) {
    const line = make("div", { class: "row" });
    for (const button of row) {
      const element = make("button", { type: "button", "data-data": button.callback_data ?? "", class: button.style ?? "" });
      element.append(make("span", {}, button.text));
      if (button.url) element.append(icon("link"));
      element.addEventListener("click", () => act.button(message, button, element));
      line.append(element);
    }
    keyboard.append(line);
  }
  return keyboard;
}
