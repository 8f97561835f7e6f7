create table users (
  id serial primary key,
  email text not null unique,
  password_hash text not null,
  role text not null default 'customer',
  created_at timestamptz not null default now()
);

create table orders (
  id serial primary key,
  user_id integer not null references users (id),
  address text not null,
  note text,
  total_cents integer not null,
  status text not null default 'open',
  created_at timestamptz not null default now()
);
