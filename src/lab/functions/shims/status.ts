import { STATUS_CODES } from 'node:http'

/** `Status.NotFound` is 404, `STATUS_TEXT[404]` is `Not Found`. */
export const STATUS_TEXT: Readonly<Record<string, string | undefined>> = STATUS_CODES
export const Status: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(STATUS_CODES).map(([code, text]) => [(text ?? '').replaceAll(/[^A-Za-z]/g, ''), Number(code)]),
)
export const STATUS_CODE = Status
