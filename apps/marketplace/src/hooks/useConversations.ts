import { useQuery } from "@tanstack/react-query";
import { supabase } from "@/integrations/supabase/client";
import { useAuth } from "@/hooks/useAuth";

export const useConversations = () => {
  const { user } = useAuth();
  return useQuery({
    queryKey: ["conversations", user?.id],
    enabled: !!user,
    queryFn: async () => {
      const { data: conversations, error } = await supabase
        .from("conversations")
        .select("id, last_message_at, listings(title)")
        .or(`buyer_id.eq.${user!.id},seller_id.eq.${user!.id}`)
        .order("last_message_at", { ascending: false })
        .limit(50);
      if (error) throw error;

      // Get the last message of every conversation
      const result = [];
      for (const conversation of conversations) {
        const { data: lastMessage, error: messageError } = await supabase
          .from("messages")
          .select("body, sender_id, read_at")
          .eq("conversation_id", conversation.id)
          .order("created_at", { ascending: false })
          .limit(1)
          .maybeSingle();
        if (messageError) throw messageError;
        result.push({ ...conversation, lastMessage });
      }
      return result;
    },
  });
};
