/** What gives a part of the stack away: packages that an app depends on, files that it holds, words in its code. */
export interface Mark {
  readonly name: string
  /** Package names; one that ends in `/` covers a scope, one that ends in `*` a prefix. */
  readonly packages?: readonly string[]
  /** Matched against paths. */
  readonly files?: RegExp
  /** Matched against the addresses in code (hosts that are called, imports by URL) and against database configuration. */
  readonly code?: RegExp
}

export const FRAMEWORKS: readonly Mark[] = [
  { name: 'next', packages: ['next'] },
  { name: 'nuxt', packages: ['nuxt', 'nuxt3'] },
  { name: 'remix', packages: ['@remix-run/'] },
  { name: 'react-router', packages: ['@react-router/'] },
  { name: 'tanstack-start', packages: ['@tanstack/react-start', '@tanstack/solid-start', '@tanstack/start'] },
  { name: 'sveltekit', packages: ['@sveltejs/kit'] },
  { name: 'astro', packages: ['astro'] },
  { name: 'nest', packages: ['@nestjs/core'] },
  { name: 'express', packages: ['express'], code: /npm:express[@'"]/ },
  { name: 'fastify', packages: ['fastify'] },
  { name: 'hono', packages: ['hono', '@hono/'], code: /(?:npm:|https:\/\/(?:esm\.sh|deno\.land\/x)\/)hono/ },
  { name: 'koa', packages: ['koa'] },
  { name: 'hapi', packages: ['@hapi/hapi'] },
  { name: 'adonis', packages: ['@adonisjs/core'] },
  { name: 'feathers', packages: ['@feathersjs/'] },
  { name: 'sails', packages: ['sails'] },
  { name: 'elysia', packages: ['elysia'] },
  { name: 'trpc', packages: ['@trpc/server'] },
  { name: 'graphql', packages: ['@apollo/server', 'apollo-server*', 'graphql-yoga', 'type-graphql'] },
  {
    name: 'supabase',
    packages: ['@supabase/supabase-js', '@supabase/ssr', '@supabase/auth-helpers*'],
    files: /(?:^|\/)supabase\/(?:config\.toml$|functions\/|migrations\/)/,
  },
  {
    name: 'firebase',
    packages: ['firebase', 'firebase-admin', 'firebase-functions'],
    files: /(?:^|\/)(?:firebase\.json|firestore\.rules)$/,
  },
  { name: 'convex', packages: ['convex'] },
  { name: 'expo', packages: ['expo'] },
  { name: 'vite', packages: ['vite'] },
  { name: 'react', packages: ['react'] },
  { name: 'vue', packages: ['vue'] },
  { name: 'svelte', packages: ['svelte'] },
]

export const DATABASES: readonly Mark[] = [
  { name: 'supabase', packages: ['@supabase/supabase-js', '@supabase/ssr'], files: /(?:^|\/)supabase\/(?:config\.toml$|migrations\/)/ },
  {
    name: 'postgres',
    packages: ['pg', 'postgres', '@neondatabase/serverless', '@vercel/postgres', 'pg-promise', 'slonik'],
    code: /\bprovider\s*=\s*"postgres(?:ql)?"|dialect:\s*['"]postgres(?:ql)?['"]/,
  },
  {
    name: 'mysql',
    packages: ['mysql', 'mysql2', '@planetscale/database', 'mariadb'],
    code: /\bprovider\s*=\s*"mysql"|dialect:\s*['"]mysql['"]/,
  },
  {
    name: 'sqlite',
    packages: ['sqlite3', 'better-sqlite3', 'sqlite', '@libsql/client', 'sql.js'],
    code: /\bprovider\s*=\s*"sqlite"|dialect:\s*['"](?:sqlite|turso)['"]|['"](?:node|bun):sqlite['"]/,
  },
  { name: 'mongodb', packages: ['mongodb', 'mongoose'], code: /\bprovider\s*=\s*"mongodb"/ },
  { name: 'firestore', packages: ['firebase-admin', '@google-cloud/firestore'], files: /(?:^|\/)firestore\.rules$/ },
  { name: 'redis', packages: ['redis', 'ioredis', '@upstash/redis', '@vercel/kv'] },
  { name: 'dynamodb', packages: ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb'] },
  { name: 'convex', packages: ['convex'] },
]

/** Services through which money moves. */
export const PAYMENTS: readonly Mark[] = [
  { name: 'stripe', packages: ['stripe', '@stripe/', '@better-auth/stripe'], code: /api\.stripe\.com|(?:npm:|esm\.sh\/)stripe[@'"/]/ },
  { name: 'paypal', packages: ['@paypal/', 'paypal-rest-sdk', '@paypal/checkout-server-sdk'], code: /api-m(?:\.sandbox)?\.paypal\.com/ },
  { name: 'lemonsqueezy', packages: ['@lemonsqueezy/lemonsqueezy.js', 'lemonsqueezy*'], code: /api\.lemonsqueezy\.com/ },
  { name: 'paddle', packages: ['@paddle/'], code: /(?:sandbox-)?api\.paddle\.com/ },
  { name: 'polar', packages: ['@polar-sh/'], code: /api\.polar\.sh/ },
  { name: 'razorpay', packages: ['razorpay'], code: /api\.razorpay\.com/ },
  { name: 'paystack', packages: ['paystack*', '@paystack/'], code: /api\.paystack\.co/ },
  { name: 'flutterwave', packages: ['flutterwave*'], code: /api\.flutterwave\.com/ },
  { name: 'mollie', packages: ['@mollie/'], code: /api\.mollie\.com/ },
  { name: 'square', packages: ['square', 'squareup'], code: /connect\.squareup(?:sandbox)?\.com/ },
  { name: 'mercadopago', packages: ['mercadopago'], code: /api\.mercadopago\.com/ },
  { name: 'braintree', packages: ['braintree'] },
  { name: 'adyen', packages: ['@adyen/'] },
]

export const SERVICES: readonly Mark[] = [
  ...PAYMENTS,
  { name: 'openai', packages: ['openai', '@ai-sdk/openai'], code: /api\.openai\.com|(?:npm:|esm\.sh\/)openai[@'"/]/ },
  { name: 'anthropic', packages: ['@anthropic-ai/', '@ai-sdk/anthropic'], code: /api\.anthropic\.com/ },
  {
    name: 'google-ai',
    packages: ['@google/generative-ai', '@google/genai', '@ai-sdk/google'],
    code: /generativelanguage\.googleapis\.com/,
  },
  { name: 'ai-gateway', code: /ai\.gateway\.lovable\.dev|openrouter\.ai\/api|api\.groq\.com|api\.mistral\.ai|api\.perplexity\.ai/ },
  { name: 'ai-sdk', packages: ['ai'] },
  { name: 'resend', packages: ['resend'], code: /api\.resend\.com|(?:npm:|esm\.sh\/)resend[@'"/]/ },
  { name: 'sendgrid', packages: ['@sendgrid/'], code: /api\.sendgrid\.com/ },
  { name: 'mailgun', packages: ['mailgun*'], code: /api\.mailgun\.net/ },
  { name: 'postmark', packages: ['postmark'] },
  { name: 'nodemailer', packages: ['nodemailer'] },
  { name: 'twilio', packages: ['twilio'], code: /api\.twilio\.com/ },
  { name: 'clerk', packages: ['@clerk/'] },
  { name: 'auth0', packages: ['auth0', '@auth0/'] },
  { name: 'replit-auth', packages: ['openid-client'], code: /replit\.com\/oidc/ },
  { name: 's3', packages: ['@aws-sdk/client-s3', 'aws-sdk'] },
  { name: 'cloudinary', packages: ['cloudinary'] },
  { name: 'uploadthing', packages: ['uploadthing'] },
  { name: 'sentry', packages: ['@sentry/'] },
  { name: 'posthog', packages: ['posthog-js', 'posthog-node'] },
  { name: 'algolia', packages: ['algoliasearch'] },
]

/** The first that matches is where the app runs. */
export const HOSTS: readonly Mark[] = [
  { name: 'vercel', files: /(?:^|\/)vercel\.(?:json|ts)$/ },
  { name: 'cloudflare', files: /(?:^|\/)wrangler\.(?:toml|jsonc?)$/ },
  { name: 'netlify', files: /(?:^|\/)netlify\.toml$/ },
  { name: 'fly', files: /(?:^|\/)fly\.toml$/ },
  { name: 'railway', files: /(?:^|\/)railway\.(?:toml|json)$/ },
  { name: 'render', files: /(?:^|\/)render\.ya?ml$/ },
  { name: 'firebase', files: /(?:^|\/)(?:firebase\.json|apphosting\.yaml)$/ },
  { name: 'app-engine', files: /(?:^|\/)app\.yaml$/ },
  { name: 'heroku', files: /(?:^|\/)(?:Procfile|app\.json)$/ },
  { name: 'replit', files: /^\.replit$/ },
  { name: 'docker', files: /(?:^|\/)Dockerfile$/ },
]
