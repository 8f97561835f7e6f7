import { createHash, randomUUID } from 'node:crypto'
import { Buffer } from 'node:buffer'

const SHAPE = /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i

export const NIL_UUID = '00000000-0000-0000-0000-000000000000'
export const validate = (text: string): boolean => SHAPE.test(text) || text === NIL_UUID
export const generate = (): string => randomUUID()

const of = (version: number) => ({ generate, validate: (text: string): boolean => SHAPE.test(text) && text[14] === String(version) })
export const v1 = of(1)
export const v4 = of(4)
export const v7 = of(7)
/** https://www.rfc-editor.org/rfc/rfc9562#section-5.5 */
export const v5 = {
  ...of(5),
  async generate(namespace: string, data: Uint8Array): Promise<string> {
    const bytes = createHash('sha1')
      .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
      .update(data)
      .digest()
      .subarray(0, 16)
    bytes[6] = (bytes[6]! & 0x0f) | 0x50
    bytes[8] = (bytes[8]! & 0x3f) | 0x80
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  },
}
