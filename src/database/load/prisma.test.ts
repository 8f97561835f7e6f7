import { expect, test } from 'vitest'
import { sourceOf } from '../source.fixture.js'
import { prismaDdl } from './prisma.js'

const ddl = async (schema: string) => prismaDdl(sourceOf({ 'schema.prisma': schema }).files)

test.each([
  ['mysql', 'relationMode = "prisma"'],
  ['sqlite', ''],
])('a schema for %s makes its tables in Postgres', async (provider, more) => {
  const answer = await ddl(`datasource db {
  provider = "${provider}"
  url      = env("DATABASE_URL")
  ${more}
}
model User {
  id    Int    @id @default(autoincrement()) ${provider === 'mysql' ? '@db.UnsignedInt' : ''}
  bio   String ${provider === 'mysql' ? '@db.LongText' : ''}
  posts Post[]
}
model Post {
  id     Int  @id @default(autoincrement())
  title  String
  author User @relation(fields: [authorId], references: [id])
  authorId Int ${provider === 'mysql' ? '@db.UnsignedInt' : ''}
  ${provider === 'mysql' ? '@@index([title(length: 100)])\n  @@fulltext([title])' : '@@index([title])'}
}`)
  expect(answer).toHaveProperty('sql')
  const { sql } = answer as { sql: string }
  expect(sql).toContain('"bio" TEXT NOT NULL')
  expect(sql).toContain('CREATE INDEX "Post_title_idx"')
  expect(sql).toContain('REFERENCES "User"("id")')
})

test('a schema for Postgres keeps what it says of its columns', async () => {
  const answer = await ddl(`datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}
model Item {
  id    String  @id @default(uuid()) @db.Uuid
  price Decimal @db.Decimal(10, 2)
}`)
  expect((answer as { sql: string }).sql).toMatch(/"id" UUID NOT NULL[\s\S]*DECIMAL\(10,2\)/)
})
