import { useEffect, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router-dom";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { useAuth } from "@/hooks/useAuth";
import { useMessages } from "@/hooks/useMessages";
import { supabase } from "@/integrations/supabase/client";
import { cn } from "@/lib/utils";

const Conversation = () => {
  const { id = "" } = useParams();
  const { user } = useAuth();
  const { messages, send, markRead } = useMessages(id);
  const [body, setBody] = useState("");

  const { data: conversation } = useQuery({
    queryKey: ["conversation", id],
    queryFn: async () => {
      const { data, error } = await supabase
        .from("conversations")
        .select("id, buyer_id, seller_id, listings(title)")
        .eq("id", id)
        .maybeSingle();
      if (error) throw error;
      return data;
    },
  });

  useEffect(() => {
    if (messages.length > 0) markRead().catch(console.error);
  }, [messages.length]);

  const submit = async (e: React.FormEvent) => {
    e.preventDefault();
    if (!conversation || !user) return;
    try {
      await send(body);
    } catch {
      toast.error("Your message was not sent");
      return;
    }
    const recipientId = user.id === conversation.buyer_id ? conversation.seller_id : conversation.buyer_id;
    const { error } = await supabase.functions.invoke("send-message-notification", {
      body: {
        recipientId,
        senderName: user.user_metadata.display_name,
        listingTitle: conversation.listings?.title,
        message: body,
      },
    });
    if (error) console.error("Notification failed", error);
    setBody("");
  };

  return (
    <div className="mx-auto max-w-2xl space-y-4">
      <h1 className="text-xl font-semibold">{conversation?.listings?.title}</h1>
      <div className="space-y-2">
        {messages.map((message) => (
          <p
            key={message.id}
            className={cn("w-fit rounded-lg px-3 py-2", message.sender_id === user?.id ? "ml-auto bg-primary text-primary-foreground" : "bg-muted")}
          >
            {message.body}
          </p>
        ))}
      </div>
      <form onSubmit={submit} className="flex gap-2">
        <Input required maxLength={4000} value={body} onChange={(e) => setBody(e.target.value)} />
        <Button type="submit">Send</Button>
      </form>
    </div>
  );
};

export default Conversation;
