"use client";

import { useState, type ChangeEvent } from "react";

export function AvatarForm({ avatarUrl }: { avatarUrl: string | null }) {
  const [url, setUrl] = useState(avatarUrl);

  async function upload(e: ChangeEvent<HTMLInputElement>) {
    const file = e.target.files?.[0];
    if (!file) return;
    const body = new FormData();
    body.set("file", file);
    const res = await fetch("/api/account/avatar", { method: "POST", body });
    if (res.ok) setUrl((await res.json()).avatarUrl);
  }

  return (
    <p>
      {url && <img src={url} alt="" width={64} height={64} />}
      <input type="file" accept="image/*" onChange={upload} />
    </p>
  );
}
