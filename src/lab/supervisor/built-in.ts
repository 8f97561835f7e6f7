import type { OutsideAnswer, OutsideRequest } from '../stand-in.js'

/** Hosts that builds ask and that hold no state: fonts. Any bytes do as a font. */
export function builtIn({ host, query }: OutsideRequest): OutsideAnswer | undefined {
  if (host === 'fonts.gstatic.com') return { status: 200, headers: { 'content-type': 'font/woff2' }, body: Buffer.from('wOF2lab') }
  if (host !== 'fonts.googleapis.com') return undefined
  const faces = query.getAll('family').map(family => family.split(':')[0]!)
  const face = (name: string): string =>
    `/* latin */\n@font-face{font-family:'${name}';font-style:normal;font-weight:100 900;font-display:swap;src:url(https://fonts.gstatic.com/s/lab/${encodeURIComponent(name)}.woff2) format('woff2');unicode-range:U+0000-00FF}`
  return { status: 200, headers: { 'content-type': 'text/css' }, body: faces.map(face).join('\n') }
}
