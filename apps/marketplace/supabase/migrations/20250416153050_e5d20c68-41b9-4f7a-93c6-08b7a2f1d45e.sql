-- Promo codes
CREATE TABLE public.promo_codes (
  code TEXT NOT NULL PRIMARY KEY,
  percent_off INTEGER NOT NULL CHECK (percent_off BETWEEN 1 AND 100),
  max_uses INTEGER NOT NULL DEFAULT 100,
  used INTEGER NOT NULL DEFAULT 0,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()
);

-- Notes that the team keeps about members
CREATE TABLE public.admin_notes (
  id UUID NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
  user_id UUID NOT NULL REFERENCES public.profiles(id) ON DELETE CASCADE,
  author_id UUID NOT NULL REFERENCES public.profiles(id) ON DELETE CASCADE,
  note TEXT NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()
);

CREATE INDEX idx_admin_notes_user ON public.admin_notes (user_id);
CREATE INDEX idx_admin_notes_author ON public.admin_notes (author_id);
CREATE INDEX idx_admin_notes_created_at ON public.admin_notes (created_at DESC);

-- Fix security warnings
ALTER TABLE public.stripe_events ENABLE ROW LEVEL SECURITY;

DROP POLICY "Favourites are viewable by everyone" ON public.favourites;

DROP POLICY "Anyone can insert reports" ON public.reports;

CREATE POLICY "Members can report a listing"
ON public.reports FOR INSERT
TO authenticated
WITH CHECK (auth.uid() = reporter_id AND status = 'open');

-- Speed up favourites on the listing page and review pages
CREATE INDEX idx_favourites_listing ON public.favourites (listing_id);
CREATE INDEX idx_reviews_seller ON public.reviews (seller_id);
CREATE INDEX idx_reviews_buyer ON public.reviews (buyer_id);
