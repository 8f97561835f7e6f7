/** An error as Stripe answers it. */
export class Refusal extends Error {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  constructor(status: number, body: { readonly type?: string; readonly message: string; readonly [field: string]: unknown }) {
    super(body.message)
    this.status = status
    this.body = { type: 'invalid_request_error', ...body }
  }
}

export function missing(param: string): Refusal {
  return new Refusal(400, { code: 'parameter_missing', message: `Missing required param: ${param}.`, param })
}

export function unknownThing(kind: string, id: string, param = 'id'): Refusal {
  return new Refusal(404, { code: 'resource_missing', message: `No such ${kind}: '${id}'`, param })
}

export function invalid(message: string, param?: string, code?: string): Refusal {
  return new Refusal(400, { ...(code === undefined ? {} : { code }), message, ...(param === undefined ? {} : { param }) })
}
