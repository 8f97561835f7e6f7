import type { Message } from './message.js'

/** A message as it goes over SMTP, taken apart: headers, and the text and HTML of its parts. */
export function parseMime(raw: string): Pick<Message, 'subject' | 'text' | 'html' | 'headers' | 'from' | 'to'> {
  const { headers, body } = halves(raw)
  const found = { text: '', html: '' }
  collect(headers, body, found)
  return {
    headers,
    subject: words(headers['subject'] ?? ''),
    from: words(headers['from'] ?? ''),
    to: (headers['to'] ?? '')
      .split(',')
      .map(each => words(each.trim()))
      .filter(Boolean),
    ...found,
  }
}

function halves(raw: string): { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  const end = /\r?\n\r?\n/.exec(raw)
  const head = (end ? raw.slice(0, end.index) : raw).replace(/\r?\n[ \t]+/g, ' ')
  const rows = head
    .split(/\r?\n/)
    .map(row => [row.slice(0, row.indexOf(':')).toLowerCase(), row.slice(row.indexOf(':') + 1).trim()] as const)
  return { headers: Object.fromEntries(rows), body: end ? raw.slice(end.index + end[0].length) : '' }
}

function collect(headers: Readonly<Record<string, string>>, body: string, found: { text: string; html: string }): void {
  const type = headers['content-type'] ?? 'text/plain'
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1]
  if (boundary !== undefined) {
    for (const part of body.split(`--${boundary}`).slice(1, -1)) {
      const inner = halves(part.replace(/^\r?\n/, ''))
      collect(inner.headers, inner.body, found)
    }
  } else if (/^text\/html/i.test(type)) found.html ||= decoded(headers, body)
  else if (/^text\/plain/i.test(type)) found.text ||= decoded(headers, body)
}

function decoded(headers: Readonly<Record<string, string>>, body: string): string {
  const encoding = (headers['content-transfer-encoding'] ?? '').toLowerCase()
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString()
  return encoding === 'quoted-printable' ? quoted(body.replace(/=\r?\n/g, '')) : body.replace(/\r?\n$/, '')
}

function quoted(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}

/** `=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=` in a header. */
function words(text: string): string {
  return text.replace(/=\?[^?]+\?([QB])\?([^?]*)\?=\s?/gi, (_, kind: string, body: string) =>
    kind.toUpperCase() === 'B' ? Buffer.from(body, 'base64').toString() : quoted(body.replaceAll('_', ' ')),
  )
}
