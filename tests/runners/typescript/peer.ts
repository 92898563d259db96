/** A WebSocket's other side, by hand: one that does less than it should. */

import { createHash } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

const MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

export interface Peer {
  readonly url: string;
  /** When each connection that began a handshake has ended. */
  readonly ended: readonly Promise<unknown>[];
  /** When the first frame has come. */
  readonly heard: Promise<unknown>;
  /** Lets the handshakes end that are held. */
  open(): void;
  /** Sends bytes over all connections. */
  write(bytes: Uint8Array): void;
  close(): void;
}

/** Serves connections that are never answered, and handshakes only where they are not held. */
export async function peer({ isHeld = false } = {}): Promise<Peer> {
  const ended: Promise<unknown>[] = [];
  const sockets: Socket[] = [];
  const held: (() => void)[] = [];
  let hear: () => void = () => undefined;
  const heard = new Promise<void>((resolve) => {
    hear = resolve;
  });
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.once("data", (request) => {
      ended.push(once(socket, "close"));
      socket.once("data", hear);
      const key = /^sec-websocket-key: (.*)\r$/im.exec(String(request))?.[1] ?? "";
      const accept = createHash("sha1").update(`${key}${MAGIC}`).digest("base64");
      const lines = [
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        `Sec-WebSocket-Accept: ${accept}`,
      ];
      held.push(() => socket.write(`${lines.join("\r\n")}\r\n\r\n`));
      if (!isHeld) {
        held.pop()?.();
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}`,
    ended,
    heard,
    open: () => {
      held.forEach((go) => {
        go();
      });
    },
    write: (bytes) => {
      sockets.forEach((socket) => socket.write(bytes));
    },
    close: () => {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    },
  };
}
