"use client";

import { useParams } from "next/navigation";
import { useState, type FormEvent } from "react";

type Message = { from: "me" | "juni"; text: string };

export function SupportChat() {
  const { slug } = useParams<{ slug?: string }>();
  const [open, setOpen] = useState(false);
  const [messages, setMessages] = useState<Message[]>([]);

  async function send(e: FormEvent<HTMLFormElement>) {
    e.preventDefault();
    const form = e.currentTarget;
    const message = String(new FormData(form).get("message"));
    form.reset();
    setMessages((all) => [...all, { from: "me", text: message }]);

    const res = await fetch("/api/support/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ message, productSlug: slug, pageContext: document.title }),
    });
    const data = await res.json();
    setMessages((all) => [...all, { from: "juni", text: data.reply ?? data.error }]);
  }

  if (!open) {
    return (
      <button className="button chat" style={{ width: "auto" }} onClick={() => setOpen(true)}>
        💬 Ask Juni
      </button>
    );
  }
  return (
    <div className="card chat">
      <div className="messages">
        {messages.map((message, index) => (
          <div key={index} className={message.from === "me" ? "" : "muted"}>
            {message.text}
          </div>
        ))}
      </div>
      <form onSubmit={send}>
        <input name="message" placeholder="How can we help?" required />
      </form>
    </div>
  );
}
