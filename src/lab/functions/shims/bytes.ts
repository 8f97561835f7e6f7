import { Buffer } from 'node:buffer'

/** Text or bytes, as the encoders of the standard library take them. */
export type Data = string | ArrayBuffer | Uint8Array

export const bytesOf = (data: Data): Buffer =>
  typeof data === 'string'
    ? Buffer.from(data)
    : data instanceof Uint8Array
      ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
      : Buffer.from(data)

/** A plain array of bytes: a `Buffer` answers some calls differently. */
export const plain = (buffer: Buffer): Uint8Array => new Uint8Array(buffer)
