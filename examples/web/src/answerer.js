// The worker, asked one thing after another; begun anew where it ends or doesn't end.

const MOST_SECONDS = 120;

export class Answerer {
  constructor(script, data) {
    this.address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    this.data = data;
    this.count = 0;
  }

  async start() {
    this.worker = new Worker(this.address);
    await this.send("load", this.data);
  }

  async ask(task, content) {
    if (!this.worker) await this.start();
    return this.send(task, content);
  }

  send(task, content) {
    const id = ++this.count;
    return new Promise((resolve, reject) => {
      const end = (reason) => {
        this.worker?.terminate();
        this.worker = null;
        reject(new Error(reason));
      };
      const timer = setTimeout(
        () => end(`it takes more than ${MOST_SECONDS} seconds to read`),
        1000 * MOST_SECONDS,
      );
      this.worker.onerror = (event) => {
        clearTimeout(timer);
        end(`reading it ended early (${event.message || "out of memory"})`);
      };
      this.worker.onmessage = ({ data }) => {
        if (data.id !== id) return;
        clearTimeout(timer);
        if (data.error === undefined) resolve(data.answer);
        else reject(new Error(data.error));
      };
      this.worker.postMessage({ id, task, content });
    });
  }
}
