// A photo, large, with its neighbours a step away.

import { fileAddress } from "./api.js";

export class Viewer {
  constructor(photos) {
    this.photos = photos;
    this.dialog = document.querySelector("#viewer");
    for (const name of ["caption", "download", "close", "stage", "photo", "back", "on"]) this[name] = document.querySelector(`#viewer-${name}`);
    this.close.addEventListener("click", () => this.dialog.close());
    this.back.addEventListener("click", () => this.step(-1));
    this.on.addEventListener("click", () => this.step(1));
    this.photo.addEventListener("click", () => this.stage.classList.toggle("near"));
    this.stage.addEventListener("click", (event) => { if (event.target === this.stage) this.dialog.close(); });
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key === "ArrowLeft") this.step(-1);
      if (event.key === "ArrowRight") this.step(1);
    });
  }

  open(message) {
    this.show(message);
    this.dialog.showModal();
    this.close.focus();
  }

  step(by) {
    const photos = this.photos();
    const place = photos.findIndex((message) => message.message_id === this.message.message_id) + by;
    if (photos[place]) this.show(photos[place]);
  }

  show(message) {
    const photos = this.photos();
    const place = photos.findIndex((other) => other.message_id === message.message_id);
    const largest = message.photo.at(-1);
    this.message = message;
    this.stage.classList.remove("near");
    this.photo.src = this.download.href = fileAddress(largest.file_id);
    this.photo.width = largest.width;
    this.photo.height = largest.height;
    this.photo.alt = this.caption.textContent = message.caption ?? "";
    this.download.download = `photo-${message.message_id}.jpg`;
    this.back.hidden = place <= 0;
    this.on.hidden = place < 0 || place === photos.length - 1;
  }
}
