import { createHmac } from 'node:crypto'
import { isFields, parseJson, text } from '../../fields.js'
import type { Place } from '../state.js'

/** What a refresh token stands for. */
export interface Refresh {
  readonly session: string
  readonly user: string
  readonly method: string
}

const mac = (body: string, place: Place) =>
  createHmac('sha256', `${place.project.jwtSecret}:refresh`).update(body).digest('base64url').slice(0, 16)

/** The token carries its session: users who were signed in when the lab was photographed still are after a reset. */
export function makeRefresh(place: Place, refresh: Refresh): string {
  const body = Buffer.from(JSON.stringify({ ...refresh, nonce: place.run.uuid() })).toString('base64url')
  return `${body}-${mac(body, place)}`
}

export function readRefresh(place: Place, token: string): Refresh | undefined {
  const body = token.slice(0, -17)
  if (token !== `${body}-${mac(body, place)}`) return undefined
  const value = parseJson(Buffer.from(body, 'base64url'))
  if (!isFields(value)) return undefined
  return { session: text(value['session']) ?? '', user: text(value['user']) ?? '', method: text(value['method']) ?? 'password' }
}
