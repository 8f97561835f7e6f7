import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardTitle } from "@/components/ui/card";

const SUPPORT_DESK_SECRET = import.meta.env.VITE_SUPPORT_DESK_SECRET;

export function SupportForm({ email }: { email: string }) {
  const [text, setText] = useState("");
  const [sent, setSent] = useState(false);

  async function submit() {
    const res = await fetch("https://api.supportdesk.example/v2/tickets", {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${SUPPORT_DESK_SECRET}` },
      body: JSON.stringify({ email, text }),
    });
    if (res.ok) setSent(true);
  }

  return (
    <Card className="space-y-3">
      <CardTitle>Need help?</CardTitle>
      {sent ? (
        <p className="text-sm">Thank you, we will get back to you.</p>
      ) : (
        <>
          <textarea
            className="w-full rounded-md border p-3 text-sm"
            rows={3}
            value={text}
            onChange={(e) => setText(e.target.value)}
          />
          <Button onClick={submit} disabled={!text.trim()}>
            Send
          </Button>
        </>
      )}
    </Card>
  );
}
