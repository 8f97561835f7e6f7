import { expect, test } from 'vitest'
import { readApp } from '#plugins/app.fixture'

test('a data layer that nothing reads is a gap, once', async () => {
  const { gaps } = await readApp({
    'db/client.ts': `// kept by hand\nimport { DynamoDBClient } from '@aws-sdk/client-dynamodb'\nexport const client = new DynamoDBClient({})`,
    'db/orders.ts': `import { PutCommand } from '@aws-sdk/lib-dynamodb'\nimport { client } from './client'`,
    'db/pets.js': `const { Model } = require('objection')`,
  })
  expect(gaps.map(({ at, why, hides }) => `${at.file}:${at.line} ${why} ${hides.join()}`)).toEqual([
    'db/client.ts:2 `@aws-sdk/client-dynamodb` is DynamoDB, which is not read: what routes do with these rows is unknown queries',
    'db/pets.js:1 `objection` is Objection, which is not read: what routes do with these rows is unknown queries',
  ])
})

test('near misses: a library that is read, a test, a file of the same name', async () => {
  const { gaps } = await readApp({
    'db/client.ts': `import knex from 'knex'\nimport { convex } from './convex'\nimport { S3Client } from '@aws-sdk/client-s3'`,
    'db/convex.ts': `export const convex = 1`,
    'tests/db.test.ts': `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'`,
  })
  expect(gaps).toEqual([])
})
