"use client";

import { useState, type FormEvent } from "react";

export function LoginForm({ next }: { next: string }) {
  const [message, setMessage] = useState("");

  async function submit(e: FormEvent<HTMLFormElement>) {
    e.preventDefault();
    const form = new FormData(e.currentTarget);
    const res = await fetch("/api/auth/login", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ email: form.get("email"), password: form.get("password") }),
    });
    if (res.ok) window.location.href = next;
    else setMessage((await res.json()).error);
  }

  async function forgotPassword() {
    const email = document.querySelector<HTMLInputElement>("#email")?.value;
    await fetch("/api/auth/forgot-password", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ email }),
    });
    setMessage("If the account exists, we have sent you an email.");
  }

  return (
    <form className="stack" onSubmit={submit}>
      <input id="email" name="email" type="email" placeholder="Email" required />
      <input name="password" type="password" placeholder="Password" required />
      <button className="button">Log in</button>
      <button type="button" className="button ghost" onClick={forgotPassword}>
        Forgot password?
      </button>
      {message && <p className="error">{message}</p>}
    </form>
  );
}
