import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mask, maskProse } from './mask.js'

// Built from pieces, so that no scanner takes this file for a leak.
const key = (...parts: string[]): string => parts.join('')

test.each([
  [`const stripe = new Stripe('${key('sk_', 'live_51Nv8QwLanternLoomX7')}')`, `const stripe = new Stripe('sk_l••••')`],
  [`AWS = ${key('AKIA', 'IOSFODNN7EXAMPLE')}`, 'AWS = AKIA••••'],
  [`anon: "${key('eyJhbGciOiJIUzI1NiJ9', '.eyJyb2xlIjoiYW5vbiJ9', '.c2lnbmF0dXJl')}"`, `anon: "eyJh••••"`],
  [`token: ${key('ghp_', 'a1b2c3d4e5f6g7h8i9j0k1l2m3n4')}`, 'token: ghp_••••'],
  [`postgres://shop:hunter22@db.example.com/shop`, 'postgres://shop:••••@db.example.com/shop'],
  [
    `fetch(url, { headers: { authorization: 'Bearer 8f7d6a5b4c3d2e1f' } })`,
    `fetch(url, { headers: { authorization: 'Bearer 8f7d••••' } })`,
  ],
  [`const JWT_SECRET = process.env.JWT_SECRET || 'loom-dev-2024'`, `const JWT_SECRET = process.env.JWT_SECRET || 'loo••••'`],
  [`const k = process.env['API_KEY'] ?? "abcdefgh"`, `const k = process.env['API_KEY'] ?? "ab••••"`],
  [`{ "adminPassword": "hunter22" }`, `{ "adminPassword": "hu••••" }`],
  [`jwt.verify(token, 'hunter22')`, `jwt.verify(token, 'hu••••')`],
  [`createHmac('sha256', 'hunter22')`, `createHmac('sha256', 'hu••••')`],
  [`STRIPE_KEY=abcdefghijkl`, `STRIPE_KEY=abc••••`],
  [`export DB_PASSWORD="hunter22"`, `export DB_PASSWORD="hu••••"`],
  [`const id = '${key('aB3dE5fG7hI9jK1l', 'M3nO5pQ7rS9tU1vW')}'`, `const id = 'aB3d••••'`],
])('masks %s', (code, masked) => {
  expect(mask(code)).toBe(masked)
})

test.each([
  `const token = await getToken(request)`,
  `JWT_SECRET: string`,
  `const secret = process.env.JWT_SECRET`,
  `password: z.string().min(8, 'The password is too short')`,
  `createHmac('sha256', secret)`,
  `import { verify } from '@/lib/verify'`,
  `postgres://\${user}:\${password}@localhost/shop`,
  `<input type="password" name="password" />`,
])('leaves %s', code => {
  expect(mask(code)).toBe(code)
})

test('a private key keeps its line count, so that lines keep their numbers', () => {
  const code = [
    'const a = 1',
    `const key = \`${key('-----BEGIN ', 'PRIVATE KEY-----')}`,
    'MIIEvQIBADANBg',
    `${key('-----END ', 'PRIVATE KEY-----')}\``,
    'const b = 2',
  ].join('\n')
  const lines = mask(code).split('\n')
  expect(lines).toHaveLength(5)
  expect(lines[2]).toBe('••••')
  expect(lines[4]).toBe('const b = 2')
})

test('a settings file is masked whatever the case of its names', () => {
  expect(mask('  password: hunter22', 'config/app.yml')).toBe('  password: hu••••')
  expect(mask('  password: hunter22', 'app/form.ts')).toBe('  password: hunter22')
})

test('a sentence keeps the names that it quotes', () => {
  const sentence = 'The body gives `token`, `password` and `x_api_key`: `POST /login` believes them.'
  expect(maskProse(sentence)).toBe(sentence)
  expect(maskProse(`The password = 'hunter22' stands in the code.`)).toBe(`The password = 'hu••••' stands in the code.`)
})

test('any literal given to a secret is cut, and masking twice changes nothing more', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9!#%&*+,.:;<=>?@^_~-]{8,40}$/)
  fc.assert(
    fc.property(secret, fc.constantFrom('apiKey', 'JWT_SECRET', 'db_password', 'authToken', 'clientSecret'), (value, name) => {
      const masked = mask(`const ${name} = '${value}'`)
      expect(masked).not.toContain(value)
      expect(mask(masked)).toBe(masked)
    }),
  )
})
