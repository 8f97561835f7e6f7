import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardTitle } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { apiRequest } from "@/lib/queryClient";

type ChatMessage = { role: "user" | "assistant"; content: string };

export function Assistant({ providerId }: { providerId?: number }) {
  const [messages, setMessages] = useState<ChatMessage[]>([]);
  const [text, setText] = useState("");

  const ask = useMutation({
    mutationFn: async (next: ChatMessage[]) => {
      const res = await apiRequest("POST", "/api/assistant", { providerId, messages: next });
      return (await res.json()) as { reply: string };
    },
    onSuccess: ({ reply }, next) => setMessages([...next, { role: "assistant", content: reply }]),
  });

  return (
    <Card className="space-y-3">
      <CardTitle>Ask us anything</CardTitle>
      {messages.map((message, index) => (
        <p key={index} className={message.role === "user" ? "text-right text-sm" : "text-sm text-muted-foreground"}>
          {message.content}
        </p>
      ))}
      <form
        className="flex gap-2"
        onSubmit={(e) => {
          e.preventDefault();
          const next: ChatMessage[] = [...messages, { role: "user", content: text }];
          setMessages(next);
          setText("");
          ask.mutate(next);
        }}
      >
        <Input value={text} onChange={(e) => setText(e.target.value)} placeholder="Can I move my appointment?" />
        <Button disabled={!text.trim() || ask.isPending}>Ask</Button>
      </form>
    </Card>
  );
}
