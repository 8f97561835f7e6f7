"use client";

import { useState, type FormEvent } from "react";

export function ResetPasswordForm({ token }: { token: string }) {
  const [message, setMessage] = useState("");

  async function submit(e: FormEvent<HTMLFormElement>) {
    e.preventDefault();
    const form = new FormData(e.currentTarget);
    const res = await fetch("/api/auth/reset-password", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token, password: form.get("password") }),
    });
    if (res.ok) window.location.href = "/login";
    else setMessage((await res.json()).error);
  }

  return (
    <form className="stack" onSubmit={submit}>
      <input name="password" type="password" placeholder="New password" required minLength={8} />
      <button className="button">Save password</button>
      {message && <p className="error">{message}</p>}
    </form>
  );
}
