import type { Source } from '#source/source'

/** What a package reads from the environment by itself, so that no code of the app names it. */
const READ_BY: Readonly<Record<string, readonly string[]>> = {
  // https://authjs.dev/reference/core#secret and #trusthost; a platform that hosts it says the latter.
  'next-auth': ['AUTH_SECRET', 'NEXTAUTH_SECRET', 'AUTH_TRUST_HOST'],
  '@auth/express': ['AUTH_SECRET', 'AUTH_TRUST_HOST'],
  '@auth/sveltekit': ['AUTH_SECRET', 'AUTH_TRUST_HOST'],
  'better-auth': ['BETTER_AUTH_SECRET', 'BETTER_AUTH_URL'],
  '@clerk/nextjs': ['CLERK_SECRET_KEY', 'NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY'],
  '@clerk/express': ['CLERK_SECRET_KEY', 'CLERK_PUBLISHABLE_KEY'],
  '@vercel/postgres': ['POSTGRES_URL'],
  '@vercel/kv': ['KV_REST_API_URL', 'KV_REST_API_TOKEN'],
  '@vercel/blob': ['BLOB_READ_WRITE_TOKEN'],
  '@upstash/redis': ['UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN'],
  '@supabase/auth-helpers-nextjs': ['NEXT_PUBLIC_SUPABASE_URL', 'NEXT_PUBLIC_SUPABASE_ANON_KEY'],
  openai: ['OPENAI_API_KEY'],
  '@ai-sdk/openai': ['OPENAI_API_KEY'],
  '@anthropic-ai/sdk': ['ANTHROPIC_API_KEY'],
  '@ai-sdk/anthropic': ['ANTHROPIC_API_KEY'],
  '@ai-sdk/google': ['GOOGLE_GENERATIVE_AI_API_KEY'],
  'groq-sdk': ['GROQ_API_KEY'],
  resend: ['RESEND_API_KEY'],
}

export const namesOfLibraries = (source: Source): readonly string[] => [
  ...new Set(
    source.packages.flatMap(({ dependencies }) => Object.keys(READ_BY).flatMap(name => (name in dependencies ? READ_BY[name]! : []))),
  ),
]
