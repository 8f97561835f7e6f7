"use client";

import { useState, type FormEvent } from "react";

export function SignupForm() {
  const [error, setError] = useState("");

  async function submit(e: FormEvent<HTMLFormElement>) {
    e.preventDefault();
    const form = Object.fromEntries(new FormData(e.currentTarget));
    const res = await fetch("/api/auth/signup", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(form),
    });
    if (res.ok) window.location.href = "/";
    else setError((await res.json()).error);
  }

  return (
    <form className="stack" onSubmit={submit}>
      <input name="name" placeholder="Name" required />
      <input name="email" type="email" placeholder="Email" required />
      <input name="password" type="password" placeholder="Password" required minLength={8} />
      <button className="button">Sign up</button>
      {error && <p className="error">{error}</p>}
    </form>
  );
}
