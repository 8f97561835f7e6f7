import { Buffer } from 'node:buffer'
import { bytesOf, type Data, plain } from './bytes.js'

export const encodeBase64Url = (data: Data): string => bytesOf(data).toString('base64url')
export const decodeBase64Url = (text: string): Uint8Array => plain(Buffer.from(text, 'base64url'))
export { encodeBase64Url as encode, decodeBase64Url as decode }
