"use client";

import { useState, type FormEvent } from "react";

export function ProfileForm({ name, phone }: { name: string; phone: string }) {
  const [message, setMessage] = useState("");

  async function submit(e: FormEvent<HTMLFormElement>) {
    e.preventDefault();
    const form = Object.fromEntries(new FormData(e.currentTarget));
    const res = await fetch("/api/account/profile", {
      method: "PATCH",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(form),
    });
    setMessage(res.ok ? "Saved ✅" : (await res.json()).error);
  }

  return (
    <form className="stack" onSubmit={submit}>
      <input name="name" defaultValue={name} required />
      <input name="phone" defaultValue={phone} placeholder="Phone" />
      <button className="button">Save</button>
      {message && <p className="muted">{message}</p>}
    </form>
  );
}
