import { useQuery, useQueryClient } from "@tanstack/react-query";
import { supabase } from "@/integrations/supabase/client";
import { useAuth } from "@/hooks/useAuth";

export const useMessages = (conversationId: string) => {
  const { user } = useAuth();
  const queryClient = useQueryClient();
  const queryKey = ["messages", conversationId];

  const query = useQuery({
    queryKey,
    enabled: !!user,
    refetchInterval: 5000,
    queryFn: async () => {
      const { data, error } = await supabase
        .from("messages")
        .select("id, body, sender_id, created_at")
        .eq("conversation_id", conversationId)
        .order("created_at");
      if (error) throw error;
      return data;
    },
  });

  const send = async (body: string) => {
    const { error } = await supabase
      .from("messages")
      .insert({ conversation_id: conversationId, sender_id: user!.id, body });
    if (error) throw error;
    await queryClient.invalidateQueries({ queryKey });
  };

  const markRead = async () => {
    const { error } = await supabase
      .from("messages")
      .update({ read_at: new Date().toISOString() })
      .eq("conversation_id", conversationId)
      .neq("sender_id", user!.id)
      .is("read_at", null);
    if (error) throw error;
  };

  return { messages: query.data ?? [], send, markRead };
};
