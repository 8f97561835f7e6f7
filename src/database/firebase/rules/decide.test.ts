import { describe, expect, test } from 'vitest'
import { decide, type RulesRequest } from './decide.js'
import { parseRules } from './parse.js'
import { mapOf, type RulesMap, valueOf } from './value.js'

const map = (data: Record<string, unknown>): RulesMap => valueOf(data) as RulesMap
const ANA = { uid: 'ana', token: { email: 'ana@example.com', email_verified: true, admin: false, roles: ['editor'] } }
const STORED = new Map<string, RulesMap>([
  ['users/ana', map({ role: 'admin', teams: ['t1'], age: 30 })],
  ['users/bob', map({ role: 'user' })],
  [
    'posts/p1',
    map({
      owner: 'ana',
      title: 'Hello',
      likes: 2,
      tags: ['a', 'b'],
      meta: { draft: true },
      price: 9.5,
      at: new Date(Date.UTC(2026, 0, 1)),
    }),
  ],
])
const SENT = {
  owner: 'ana',
  title: 'Hello',
  likes: 3,
  tags: ['a', 'b'],
  meta: { draft: true },
  price: 9.5,
  at: new Date(Date.UTC(2026, 0, 1)),
}

/** Decides an update of `posts/p1` by Ana under one condition. */
function holds(condition: string, request: Partial<RulesRequest> = {}, more = ''): boolean {
  const rules = parseRules(
    `rules_version = '2';\nservice cloud.firestore { match /databases/{database}/documents { ${more}\nmatch /posts/{id} { allow read, write: if ${condition}; } } }`,
  )
  return decide(
    rules,
    rules.services[0]!,
    { method: 'update', path: 'posts/p1', auth: ANA, data: map(SENT), time: Date.UTC(2026, 5, 15, 10, 30), ...request },
    STORED,
  ).allowed
}

/** Each from the language reference: https://firebase.google.com/docs/reference/rules */
describe('the language reference', () => {
  test.each<[string, boolean]>([
    // Operators, loosest last.
    ['true || false && false', true],
    ['!false && !(1 > 2)', true],
    ['1 + 2 * 3 == 7', true],
    ['(1 + 2) * 3 == 9', true],
    ['-2 + 5 == 3', true],
    ['7 / 2 == 3', true],
    ['7 % 4 == 3', true],
    ['7.0 / 2 == 3.5', true],
    ['1 == 1.0', true],
    ["1 == '1'", false],
    ['"a" + "b" == "ab"', true],
    ['2 > 1 ? true : false', true],
    ['1 in [1, 2] == true', true],
    // Errors: the other side decides, else the condition fails.
    ['resource.data.nothing == 1 || true', true],
    ['true || resource.data.nothing == 1', true],
    ['resource.data.nothing == 1 || false', false],
    ['!(resource.data.nothing == 1 && false)', true],
    ['!(false && resource.data.nothing == 1)', true],
    ['resource.data.nothing == 1 && true', false],
    ['!(resource.data.nothing == 1)', false],
    ['resource.data.nothing != null', false],
    ['1 && true', false],
    ['1 / 0 == 0', false],
    ["1 < 'a'", false],
    // Types.
    ['resource.data.likes is int', true],
    ['resource.data.price is float', true],
    ['resource.data.price is int', false],
    ['resource.data.price is number', true],
    ['resource.data.title is string', true],
    ['resource.data.tags is list', true],
    ['resource.data.meta is map', true],
    ['resource.data.at is timestamp', true],
    ['request.time - resource.data.at is duration', true],
    ['null is string', false],
    ['/a/$(request.auth.uid) is path', true],
    ["['a'].toSet() is set", true],
    // Requests and resources.
    ["request.auth.uid == 'ana' && request.auth.token.email.matches('.*@example[.]com')", true],
    ["request.method == 'update'", true],
    ["resource.id == 'p1'", true],
    ["request.path[4] == 'p1'", true],
    ["'editor' in request.auth.token.roles", true],
    ['request.resource.data.likes == resource.data.likes + 1', true],
    ['request.time < timestamp.date(2026, 6, 16)', true],
    // Maps.
    ["request.resource.data.diff(resource.data).affectedKeys().hasOnly(['likes'])", true],
    ["request.resource.data.diff(resource.data).affectedKeys().hasOnly(['title'])", false],
    ["{'a': 0, 'c': 0, 'u': 0}.diff({'r': 0, 'c': 1, 'u': 0}).affectedKeys() == ['a', 'r', 'c'].toSet()", true],
    ["{'a': 1}.diff({}).addedKeys() == ['a'].toSet()", true],
    ["{}.diff({'a': 1}).removedKeys() == ['a'].toSet()", true],
    ["{'a': 0}.diff({'a': 1, 'b': 4}).changedKeys() == ['a'].toSet()", true],
    ["{'a': 0}.diff({'a': 0}).unchangedKeys() == ['a'].toSet()", true],
    ["request.resource.data.keys().hasAll(['owner', 'title'])", true],
    ["request.resource.data.keys().hasAny(['nope'])", false],
    ["resource.data.get('nope', 7) == 7", true],
    ["resource.data.get(['meta', 'draft'], false)", true],
    ["'title' in resource.data && !('nope' in resource.data)", true],
    ["resource.data['title'] == 'Hello'", true],
    ['resource.data.meta.size() == 1', true],
    ["'Hello' in resource.data.values()", true],
    // Lists and sets.
    ["['a', 'b'].hasAll(['a']) && ['a', 'b'].hasAny(['b', 'z']) && ['a'].hasOnly(['a', 'b'])", true],
    ["['a', 'b'].hasOnly(['a'])", false],
    ['[1, 2, 3][1] == 2 && [1, 2, 3][0:2] == [1, 2]', true],
    ['[1][3] == 1', false],
    ["['a', 'b'].concat(['c']).join('-') == 'a-b-c'", true],
    ["['a', 'b', 'a'].removeAll(['a']) == ['b']", true],
    ["['a', 'a'].toSet().size() == 1", true],
    ["['a', 'b'].toSet().difference(['a'].toSet()) == ['b'].toSet()", true],
    ["['a'].toSet().union(['b'].toSet()).hasAll(['a', 'b'])", true],
    // Strings.
    ["'Hello'.lower() == 'hello' && 'a'.upper() == 'A' && ' a '.trim() == 'a'", true],
    ["'a,b'.split(',') == ['a', 'b']", true],
    ["'banana'.replace('a', 'o') == 'bonono'", true],
    ["'user@domain.com'.matches('.*@domain[.]com')", true],
    ["'banana'.matches('anan')", false],
    ["'Cat'.matches('(?i)cat')", true],
    ["'banana'[1:3] == 'an' && 'banana'.size() == 6", true],
    ["string(12) == '12' && int('5') == 5 && float('1.5') == 1.5 && bool('true')", true],
    // Times, places, bytes, numbers, hashes.
    ['timestamp.date(2015, 2, 13).year() == 2015 && timestamp.date(2015, 2, 13).dayOfYear() == 44', true],
    ['request.time.hours() == 10 && request.time.date() == timestamp.date(2026, 6, 15)', true],
    ["timestamp.date(2026, 1, 1) + duration.value(1, 'w') == timestamp.date(2026, 1, 8)", true],
    ['duration.time(1, 2, 3, 0).seconds() == 3723', true],
    ['latlng.value(10.0, 20.0).latitude() == 10.0 && latlng.value(0.0, 0.0).distance(latlng.value(0.0, 0.0)) == 0', true],
    ['math.floor(1.9) == 1 && math.ceil(1.1) == 2 && math.round(1.5) == 2 && math.abs(-3) == 3 && math.sqrt(9) == 3.0', true],
    ["hashing.md5('abc').toHexString() == '900150983cd24fb0d6963f7d28e17f72'", true],
    ["hashing.crc32c('123456789').toHexString() == 'e3069283'", true],
    ["'ab'.toUtf8().toBase64() == 'YWI=' && 'ab'.toUtf8().size() == 2", true],
    // Other documents.
    ["get(/databases/$(database)/documents/users/$(request.auth.uid)).data.role == 'admin'", true],
    ['exists(/databases/$(database)/documents/users/bob)', true],
    ['exists(/databases/$(database)/documents/users/nobody)', false],
    ['get(/databases/$(database)/documents/users/nobody).data.role == null', false],
    [
      'getAfter(/databases/$(database)/documents/posts/$(id)).data.likes == 3 && get(/databases/$(database)/documents/posts/p1).data.likes == 2',
      true,
    ],
    ['existsAfter(/databases/$(database)/documents/posts/p1)', true],
    ["get(path('/databases/(default)/documents/users/bob')).data.role == 'user'", true],
  ])('%s is %s', (condition, expected) => {
    expect(holds(condition)).toBe(expected)
  })

  test('nobody is signed in', () => {
    expect(holds('request.auth == null', { auth: null })).toBe(true)
    expect(holds("request.auth.uid != 'x'", { auth: null })).toBe(false)
    expect(holds("request.auth.uid == 'x' || request.auth == null", { auth: null })).toBe(true)
  })

  test('a document to be created has no stored data, one to be deleted no new', () => {
    expect(holds('request.resource == null', { method: 'delete' })).toBe(true)
    expect(holds('resource == null', { method: 'create', path: 'posts/p9' })).toBe(true)
    expect(holds('resource.data.owner == request.auth.uid', { method: 'create', path: 'posts/p9' })).toBe(false)
  })

  test('functions see their parameters, their `let`s, and what stands around them', () => {
    const more = `
      function role() { return get(/databases/$(database)/documents/users/$(request.auth.uid)).data.role; }
      function isOne(of) { let mine = role(); let also = mine + ''; return also in of; }`
    expect(holds("isOne(['admin'])", {}, more)).toBe(true)
    expect(holds("isOne(['user'])", {}, more)).toBe(false)
    expect(holds('isOne()', {}, more)).toBe(false)
  })

  test('limits end an evaluation, and nothing saves it', () => {
    expect(holds('again(1) || true', {}, 'function again(n) { return again(n + 1); }')).toBe(false)
    const many = Array.from({ length: 11 }, (_, n) => `!exists(/databases/$(database)/documents/x/d${n})`).join(' && ')
    expect(holds(many)).toBe(false)
    expect(holds(`${Array.from({ length: 1100 }, () => '1 == 1').join(' && ')} || true`)).toBe(false)
  })
})

describe('what a match covers', () => {
  const covered = (version: 1 | 2, pattern: string, path: string): boolean => {
    const rules = parseRules(
      `rules_version = '${version}'; service cloud.firestore { match /databases/{db}/documents { match ${pattern} { allow read; } } }`,
    )
    return decide(rules, rules.services[0]!, { method: 'get', path, auth: null, time: 0 }).allowed
  }
  test.each([
    [2, '/users/{id}', 'users/a', true],
    [2, '/users/{id}', 'users/a/notes/n', false],
    [2, '/users/{rest=**}', 'users/a/notes/n', true],
    [2, '/{rest=**}', 'users/a', true],
    [2, '/{path=**}/notes/{n}', 'notes/n', true],
    [2, '/{path=**}/notes/{n}', 'users/a/notes/n', true],
    [1, '/{path=**}/notes/{n}', 'notes/n', false],
    [1, '/users/{id}/{rest=**}', 'users/a', false],
    [2, '/users/{id}/{rest=**}', 'users/a', true],
    [1, '/users/{id}/{rest=**}', 'users/a/notes/n', true],
    [2, '/users/ana', 'users/ana', true],
    [2, '/users/ana', 'users/bob', false],
  ] as const)('version %i %s on %s: %s', (version, pattern, path, expected) => {
    expect(covered(version, pattern, path)).toBe(expected)
  })

  test.each([
    ['read', ['get', 'list']],
    ['get', ['get']],
    ['list', ['list']],
    ['write', ['create', 'update', 'delete']],
    ['create', ['create']],
    ['update, delete', ['update', 'delete']],
  ] as const)('`allow %s` covers %j', (methods, expected) => {
    const rules = parseRules(`service cloud.firestore { match /databases/{db}/documents { match /a/{b} { allow ${methods}; } } }`)
    const allowed = (['get', 'list', 'create', 'update', 'delete'] as const).filter(
      method => decide(rules, rules.services[0]!, { method, path: 'a/b', auth: null, time: 0, data: mapOf([]) }).allowed,
    )
    expect(allowed).toEqual(expected)
  })

  test('any one match that allows is enough', () => {
    const rules = parseRules(
      'service cloud.firestore { match /databases/{db}/documents { match /a/{b} { allow read: if false; } match /{all=**} { allow read; } } }',
    )
    expect(decide(rules, rules.services[0]!, { method: 'get', path: 'a/b', auth: null, time: 0 }).by).toMatchObject([{ line: 1 }])
  })

  test('Storage knows files by size, type and metadata', () => {
    const rules = parseRules(
      "service firebase.storage { match /b/{bucket}/o { match /u/{uid}/{file} { allow write: if request.auth.uid == uid && request.resource.size < 10 && request.resource.contentType.matches('image/.*'); } } }",
    )
    const upload = (size: number, contentType: string) =>
      decide(rules, rules.services[0]!, { method: 'create', path: 'u/ana/f', auth: ANA, time: 0, data: map({ size, contentType }) }).allowed
    expect([upload(5, 'image/png'), upload(50, 'image/png'), upload(5, 'text/html')]).toEqual([true, false, false])
  })
})
