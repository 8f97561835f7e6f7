import type { Column, ForeignKey } from './catalogue.js'

/** What is asked about a table before its owner is known. */
export interface Ownable {
  readonly name: string
  readonly columns: readonly Column[]
  readonly primaryKey: readonly string[]
  readonly foreignKeys: readonly ForeignKey[]
}

const plain = (name: string) =>
  name
    .split('.')
    .at(-1)!
    .replaceAll(/[_\s-]/g, '')
    .toLowerCase()

const PEOPLE =
  /^(?:app|auth|site|admin|public)?(?:users?|profiles?|userprofiles?|accounts?|useraccounts?|customers?|members?|sellers?|vendors?|people|persons?)$/
const isPeople = (table: string) => PEOPLE.test(plain(table))
/** Tables of people proper; an `accounts` table also holds the sign-in methods of a user. */
const SELF = /^(?:app)?(?:users?|profiles?|userprofiles?|useraccounts?|customers?|members?|people|persons?|sellers?|vendors?)$/

/** In order of preference. */
const OWNERS = [
  'userid',
  'user',
  'ownerid',
  'owner',
  'owneruserid',
  'profileid',
  'profile',
  'customerid',
  'customer',
  'buyerid',
  'buyer',
  'patientid',
  'studentid',
  'guestid',
  'renterid',
  'applicantid',
  'requesterid',
  'authorid',
  'author',
  'sellerid',
  'seller',
  'accountid',
  'memberid',
  'creatorid',
  'creator',
  'createdby',
  'createdbyid',
  'postedby',
  'uploadedby',
  'submittedby',
  'clientid',
  'vendorid',
  'hostid',
  'senderid',
  'sender',
  'uid',
  'authid',
  'authuserid',
  'supabaseuserid',
  'clerkuserid',
  'clerkid',
]
/** Column names that hold a person who handled a row rather than one whose row it is. */
const HANDLERS =
  /^(?:invited|approved|updated|modified|assigned|reviewed|deleted|verified|closed|resolved|granted|banned|edited|last|default|preferred|primary|parent|target|referred|recipient|blocked|followed|following)/
const CATALOGUE =
  /^(?:categor(?:y|ies)|products?|plans?|settings?|sitesettings|pages?|tags?|items?|inventory(?:items?)?|stock\w*|collections?|brands?|currencies|countries|banners?|faqs?|features?|roles?|permissions?)$/

/** The column that holds whose row it is. */
export function ownerOf(table: Ownable): string | undefined {
  const people = new Set(table.foreignKeys.filter(key => key.columns.length === 1 && isPeople(key.table)).map(key => key.columns[0]!))
  const [id] = table.primaryKey
  if (SELF.test(plain(table.name))) {
    // `profiles.id references auth.users`, or a key of its own beside `user_id`.
    if (id && people.has(id)) return id
    const linked = table.columns.find(
      column => ['userid', 'user', 'authid', 'authuserid'].includes(plain(column.name)) && holdsId(column, people.has(column.name)),
    )
    return linked?.name ?? (table.primaryKey.length === 1 ? id : undefined)
  }
  const candidates = table.columns.filter(column => {
    const name = plain(column.name)
    // `distributed_by`, `recorded_by`: whoever did it.
    if (name.endsWith('by') && !OWNERS.includes(name)) return false
    return !HANDLERS.test(name) && (people.has(column.name) || OWNERS.includes(name)) && holdsId(column, people.has(column.name))
  })
  const [best] = candidates
    .map(column => ({ column, place: placeOf(column) + (people.has(column.name) ? 0 : OWNERS.length) }))
    .sort((a, b) => a.place - b.place)
  if (!best) return undefined
  if (CATALOGUE.test(plain(table.name)) && /^(?:createdby|creator)/.test(plain(best.column.name))) return undefined
  return best.column.name
}

function placeOf(column: Column): number {
  const place = OWNERS.indexOf(plain(column.name))
  return place === -1 ? OWNERS.length - 1 : place
}

/** `author text` is a name, `author uuid` a person. */
function holdsId(column: Column, isKey: boolean): boolean {
  if (isKey) return true
  if (/bool|json|date|time/.test(column.type)) return false
  return /id$|by$/.test(plain(column.name)) || /uuid|int|objectid/.test(column.type)
}
