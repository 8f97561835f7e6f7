import { Buffer } from 'node:buffer'
import { bytesOf, type Data, plain } from './bytes.js'

export const encodeBase64 = (data: Data): string => bytesOf(data).toString('base64')
export const decodeBase64 = (text: string): Uint8Array => plain(Buffer.from(text, 'base64'))
export { encodeBase64 as encode, decodeBase64 as decode }
