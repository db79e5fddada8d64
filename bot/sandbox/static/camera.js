// The camera: look, take a still, send it or take another.

import { word } from "./words.js";

const LARGEST = 2560; // pixels; what the sandbox keeps is smaller still

export class Camera {
  constructor(onPhoto) {
    this.onPhoto = onPhoto;
    this.dialog = document.querySelector("#camera");
    for (const name of ["video", "still", "problem", "close", "shoot", "again", "send", "turn"])
      this[name] = document.querySelector(`#camera-${name}`);
    this.facing = "environment";
    this.shoot.addEventListener("click", () => this.take());
    this.again.addEventListener("click", () => this.look());
    this.send.addEventListener("click", () => { const photo = this.photo; this.dialog.close(); this.onPhoto(photo); });
    this.close.addEventListener("click", () => this.dialog.close());
    this.turn.addEventListener("click", () => { this.facing = this.facing === "user" ? "environment" : "user"; this.stop(); this.look(); });
    this.dialog.addEventListener("close", () => this.stop());
  }

  async open() {
    this.dialog.showModal();
    await this.look();
  }

  async look() {
    this.show("looking");
    if (this.stream) return;
    try {
      const wish = { facingMode: this.facing, width: { ideal: 1920 }, height: { ideal: 1440 } };
      const stream = await navigator.mediaDevices.getUserMedia({ video: wish, audio: false });
      if (!this.dialog.open) { stream.getTracks().forEach((track) => track.stop()); return; }
      this.stream = stream;
      this.video.srcObject = stream;
      const cameras = (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === "videoinput");
      this.turn.hidden = cameras.length < 2;
      await this.video.play();
      this.shoot.disabled = false;
      this.shoot.focus();
    } catch {
      this.show("problem");
    }
  }

  take() {
    const { videoWidth: width, videoHeight: height } = this.video;
    const scale = Math.min(1, LARGEST / Math.max(width, height));
    const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
    canvas.getContext("2d").drawImage(this.video, 0, 0, canvas.width, canvas.height);
    canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 }).then((blob) => {
      this.photo = new File([blob], "camera.jpg", { type: "image/jpeg" });
      this.still.src = URL.createObjectURL(blob);
      this.still.alt = word("your_photo");
      this.show("still");
      this.send.focus();
    });
  }

  show(state) {
    this.video.hidden = state !== "looking";
    this.still.hidden = state !== "still";
    this.problem.hidden = state !== "problem";
    this.problem.textContent = state === "problem" ? word("no_camera") : "";
    this.shoot.hidden = state !== "looking";
    this.shoot.disabled = !this.stream;
    this.again.hidden = this.send.hidden = state !== "still";
    if (state !== "still" && this.still.src) { URL.revokeObjectURL(this.still.src); this.still.removeAttribute("src"); }
  }

  stop() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.video.srcObject = null;
  }
}
