import { Buffer } from 'node:buffer'
import { bytesOf, type Data, plain } from './bytes.js'

export const encodeHex = (data: Data): string => bytesOf(data).toString('hex')
export const decodeHex = (text: string): Uint8Array => plain(Buffer.from(text, 'hex'))
export const encodeToString = encodeHex
export const decodeString = decodeHex
/** The older pair works on bytes at both ends. */
export const encode = (data: Uint8Array): Uint8Array => plain(Buffer.from(encodeHex(data)))
export const decode = (data: Uint8Array): Uint8Array => decodeHex(Buffer.from(data).toString())
