import type { Bounds } from './bounds.js'
import { type Draw, oneOf } from './draw.js'
import { fromPattern } from './pattern.js'
import { type ColumnShape, literal } from './shape.js'

const FIRST =
  'Ada Ben Chloe David Elena Farid Grace Hugo Ines Jonas Kira Liam Maya Noah Olga Paul Quinn Rosa Sam Tara Uma Victor Wendy Yara'.split(' ')
const LAST =
  'Adler Berg Costa Diaz Evans Fischer Garcia Haddad Ito Jensen Kowalski Lopez Meyer Novak Okafor Patel Rossi Silva Tanaka Weber'.split(' ')
const ADJECTIVES =
  'Classic Modern Soft Bright Quiet Heavy Slim Vintage Organic Recycled Woven Brushed Compact Portable Handmade Everyday'.split(' ')
const NOUNS =
  'Lamp Chair Jacket Mug Notebook Backpack Candle Blanket Poster Kettle Sneaker Watch Speaker Basket Mirror Vase Table Scarf Wallet Bottle'.split(
    ' ',
  )
const MAKES = [
  'Ar Bel Cor Dal El Fen Gal Hav Ist Jor Kal Lum Mar Nor Ol Per'.split(' '),
  'a e i o u an en in or el'.split(' '),
  'den la mo ra sk ta vi x na lo ben dis'.split(' '),
] as const
const CITIES = 'Berlin Lisbon Austin Toronto Nairobi Osaka Lyon Porto Denver Leeds Malmo Krakow'.split(' ')
const STREETS = ['Oak Street', 'Mill Road', 'Station Road', 'High Street', 'Park Avenue', 'River Lane', 'Church Street', 'Garden Way']
const SENTENCES = [
  'Arrived earlier than promised and looks exactly like the pictures.',
  'The material feels solid and the colour matches the description.',
  'Please leave the parcel with the neighbour if nobody opens.',
  'Made in small batches from responsibly sourced materials.',
  'I would like to change the delivery address before it ships.',
  'Works well in a small flat and is easy to clean.',
  'The second one in the box had a scratch on the side.',
  'Suitable for indoor and outdoor use all year round.',
  'Can you tell me when this will be available again?',
  'Thank you for the quick reply, that solved the problem.',
  'Fits true to size, although the sleeves run a little long.',
  'Comes with a two year guarantee and spare parts.',
]

/** Text that looks like what the column's name says, long as such text is. */
export function textFor(column: ColumnShape, bounds: Bounds, draw: Draw, unique: boolean): string {
  if (bounds.values?.length) return oneOf(draw, 'v', bounds.values, 1.5)
  const size = Math.min(
    column.base === 'bpchar' || column.base === 'varchar' ? (column.size ?? Infinity) : Infinity,
    bounds.maxLength ?? Infinity,
  )
  const least = bounds.minLength ?? 0
  let text = named(column, draw, unique)
  if (bounds.pattern !== undefined && !/@|http/.test(bounds.pattern)) text = fromPattern(bounds.pattern, draw) ?? text
  else if (size < 12 && !short(column.name)) text = `lpad(to_hex(${draw.i}), ${Math.min(size, 8)}, '0')`
  if (least > 4) text = `rpad(${text}, greatest(length(${text}), ${least}), ' lorem ipsum dolor sit amet')`
  return size === Infinity ? text : `left(${text}, ${size})`
}

const short = (name: string): boolean => /country|currency|locale|language|lang$|state$|size/i.test(name)

function named(column: ColumnShape, draw: Draw, unique: boolean): string {
  const name = column.name.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()
  const number = unique ? ` || '-' || ${draw.i}` : ''
  const one = (values: readonly string[], tag = 'v') => oneOf(draw, tag, values)
  const person = () => `${one(FIRST, 'first')} || ' ' || ${one(LAST, 'last')}`
  const thing = () =>
    `${one(ADJECTIVES, 'adjective')} || ' ' || ${one(NOUNS, 'noun')} || ' ' || ${MAKES.map((part, n) => one(part, `make${n}`)).join(' || ')}`
  const said = (sentences: number) => Array.from({ length: sentences }, (_, n) => one(SENTENCES, `s${n}`)).join(` || ' ' || `)
  if (/e_?mail/.test(name)) return `lower(${one(FIRST, 'first')}) || '.' || ${draw.i} || '@example.com'`
  if (/password|passwd|pass_hash|hashed/.test(name)) return `'$2b$10$' || left(${draw.hash('p')} || ${draw.hash('q')}, 53)`
  if (/(?:^|_)(?:token|secret|hash|signature|api_key|nonce|key)$|session_id|intent/.test(name)) return draw.hash('t')
  if (/phone|mobile|tel$|whatsapp/.test(name)) return `'+1555' || lpad((${draw.i} % 10000000)::text, 7, '0')`
  if (/first_?name|given_?name/.test(name)) return one(FIRST)
  if (/last_?name|surname|family_?name/.test(name)) return one(LAST)
  if (/user_?name|handle|nick/.test(name)) return `lower(${one(FIRST)}) || ${draw.i}`
  if (/(?:full|display|customer|author|contact|recipient|buyer|seller|user)_?name|^author$/.test(name)) return person() + number
  if (/url|link|website|avatar|image|photo|picture|thumbnail|logo|banner|cover|(?:^|_)src$/.test(name))
    return `'https://images.example.test/' || left(${draw.hash('u')}, 12) || '.jpg'`
  if (/path|file_?name|storage_key/.test(name)) return `left(${draw.hash('u')}, 12) || '/file.jpg'`
  if (/slug|permalink/.test(name)) return `lower(${one(ADJECTIVES, 'adjective')} || '-' || ${one(NOUNS, 'noun')}) || '-' || ${draw.i}`
  if (/sku|(?:^|_)code$|coupon|reference|tracking|invoice|(?:order|receipt)_?(?:number|no)$|serial/.test(name))
    return `upper(left(${draw.hash('c')}, 4)) || '-' || lpad(${draw.i}::text, 7, '0')`
  if (/currency/.test(name)) return oneOf(draw, 'v', ['usd', 'eur', 'gbp'], 3)
  if (/country/.test(name))
    return oneOf(draw, 'v', (column.size ?? 9) < 4 ? ['US', 'DE', 'GB', 'FR'] : ['United States', 'Germany', 'France'], 2)
  if (/locale|language|^lang$/.test(name)) return oneOf(draw, 'v', ['en', 'de', 'fr'], 2)
  if (/time_?zone/.test(name)) return one(['UTC', 'Europe/Berlin', 'America/New_York'])
  if (/^city|_city|town/.test(name)) return one(CITIES) + number
  if (/address|street|line_?1/.test(name)) return `(1 + ${draw.i} % 200) || ' ' || ${one(STREETS)}`
  if (/line_?2|apartment/.test(name)) return `'Flat ' || (1 + ${draw.i} % 40)`
  if (/zip|postal|postcode/.test(name)) return `lpad((10000 + ${draw.i} % 89999)::text, 5, '0')`
  if (/colou?r/.test(name)) return one(['#1f2937', '#b91c1c', '#15803d', '#1d4ed8'])
  if (/^size|_size$/.test(name)) return one(['S', 'M', 'L', 'XL'])
  if (/mime|content_?type/.test(name)) return one(['image/jpeg', 'image/png', 'application/pdf'])
  if (/ip(?:_address)?$/.test(name)) return `'198.51.100.' || (${draw.i} % 250)`
  if (/user_?agent/.test(name)) return literal('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36')
  if (/status|state$|type$|kind|role|level|tier|plan|stage|category|method|provider|gender|mode|priority/.test(name))
    return choice(column, draw, name) + number
  if (
    /description|content|body|bio|about|message|comment|notes?$|text|summary|details|feedback|review|reason|prompt|answer|question/.test(
      name,
    )
  )
    return said(/content|body|description/.test(name) ? 3 : 2) + number
  if (/title|headline|subject/.test(name)) return `${thing()} || ' ' || ${draw.i}`
  if (/name|label/.test(name)) return /user|profile|customer/.test(name) ? person() + number : `${thing()} || ' ' || ${draw.i}`
  if (/_?id$|^id$|uid$/.test(name)) return `'c' || left(${draw.hash('id')}, 24)`
  return unique ? `left(${draw.hash('t')}, 10) || ${draw.i}` : `${one(ADJECTIVES, 'adjective')} || ' ' || ${one(NOUNS, 'noun')}`
}

/** A state whose list nothing declares: its default most of the time. */
function choice(column: ColumnShape, draw: Draw, name: string): string {
  const [, initial] = /^'((?:[^']|'')*)'/.exec(column.default ?? '') ?? []
  const common = /status|state|stage/.test(name)
    ? ['active', 'pending', 'completed', 'cancelled']
    : /role/.test(name)
      ? ['user']
      : /level|priority/.test(name)
        ? ['low', 'medium', 'high']
        : /plan|tier/.test(name)
          ? ['free', 'pro']
          : ['standard', 'other', 'special']
  const values = initial === undefined ? common : [initial, ...common.filter(value => value !== initial)]
  return oneOf(draw, 'v', values, 1.6)
}
