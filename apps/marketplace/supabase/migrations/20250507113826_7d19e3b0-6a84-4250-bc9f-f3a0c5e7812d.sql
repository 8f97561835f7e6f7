-- Counters for rate limiting edge functions
CREATE TABLE public.rate_limits (
  key TEXT NOT NULL,
  window_start TIMESTAMP WITH TIME ZONE NOT NULL,
  hits INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (key, window_start)
);

ALTER TABLE public.rate_limits ENABLE ROW LEVEL SECURITY;

CREATE OR REPLACE FUNCTION public.hit_rate_limit(_key TEXT, _max INTEGER, _window_seconds INTEGER)
RETURNS BOOLEAN
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = public
AS $$
DECLARE
  _start TIMESTAMPTZ := to_timestamp(floor(extract(epoch FROM now()) / _window_seconds) * _window_seconds);
  _hits INTEGER;
BEGIN
  INSERT INTO public.rate_limits (key, window_start) VALUES (_key, _start)
  ON CONFLICT (key, window_start) DO UPDATE SET hits = rate_limits.hits + 1
  RETURNING hits INTO _hits;
  RETURN _hits <= _max;
END;
$$;

REVOKE EXECUTE ON FUNCTION public.hit_rate_limit(TEXT, INTEGER, INTEGER) FROM PUBLIC, anon, authenticated;
GRANT EXECUTE ON FUNCTION public.hit_rate_limit(TEXT, INTEGER, INTEGER) TO service_role;

-- Place an order for one listing: price, stock and order in one transaction
CREATE OR REPLACE FUNCTION public.place_order(
  _buyer_id UUID,
  _listing_id UUID,
  _idempotency_key UUID,
  _shipping_name TEXT,
  _shipping_address TEXT,
  _shipping_phone TEXT
)
RETURNS public.orders
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = public
AS $$
DECLARE
  _order public.orders;
  _listing public.listings;
BEGIN
  SELECT * INTO _order FROM public.orders
  WHERE buyer_id = _buyer_id AND idempotency_key = _idempotency_key;
  IF FOUND THEN
    RETURN _order;
  END IF;

  SELECT * INTO _listing FROM public.listings WHERE id = _listing_id FOR UPDATE;
  IF NOT FOUND OR _listing.status <> 'active' OR _listing.seller_id = _buyer_id THEN
    RAISE EXCEPTION 'listing_unavailable';
  END IF;

  INSERT INTO public.orders (
    buyer_id, seller_id, total_cents, fee_cents, idempotency_key,
    shipping_name, shipping_address, shipping_phone
  )
  VALUES (
    _buyer_id, _listing.seller_id, _listing.price_cents, _listing.price_cents / 10, _idempotency_key,
    _shipping_name, _shipping_address, _shipping_phone
  )
  RETURNING * INTO _order;

  INSERT INTO public.order_items (order_id, listing_id, unit_price_cents)
  VALUES (_order.id, _listing.id, _listing.price_cents);

  UPDATE public.listings SET status = 'reserved' WHERE id = _listing.id;
  RETURN _order;
END;
$$;

REVOKE EXECUTE ON FUNCTION public.place_order(UUID, UUID, UUID, TEXT, TEXT, TEXT) FROM PUBLIC, anon, authenticated;
GRANT EXECUTE ON FUNCTION public.place_order(UUID, UUID, UUID, TEXT, TEXT, TEXT) TO service_role;

-- Mark an order as paid, once per Stripe event
CREATE OR REPLACE FUNCTION public.settle_order(_event_id TEXT, _event_type TEXT, _order_id UUID, _payment_intent TEXT)
RETURNS BOOLEAN
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = public
AS $$
BEGIN
  INSERT INTO public.stripe_events (id, type) VALUES (_event_id, _event_type) ON CONFLICT (id) DO NOTHING;
  IF NOT FOUND THEN
    RETURN false;
  END IF;

  UPDATE public.orders SET status = 'paid', stripe_payment_intent = _payment_intent
  WHERE id = _order_id AND status = 'pending';

  UPDATE public.listings SET status = 'sold'
  WHERE id IN (SELECT listing_id FROM public.order_items WHERE order_id = _order_id);
  RETURN true;
END;
$$;

REVOKE EXECUTE ON FUNCTION public.settle_order(TEXT, TEXT, UUID, TEXT) FROM PUBLIC, anon, authenticated;
GRANT EXECUTE ON FUNCTION public.settle_order(TEXT, TEXT, UUID, TEXT) TO service_role;

-- Move the money of a delivered order to the seller's wallet
CREATE OR REPLACE FUNCTION public.credit_wallet(_seller_id UUID, _amount_cents INTEGER)
RETURNS VOID
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = public
AS $$
BEGIN
  INSERT INTO public.seller_wallets (user_id, balance_cents) VALUES (_seller_id, _amount_cents)
  ON CONFLICT (user_id) DO UPDATE
    SET balance_cents = seller_wallets.balance_cents + _amount_cents, updated_at = now();
END;
$$;

-- Sellers add the tracking code of a paid order
CREATE OR REPLACE FUNCTION public.ship_order(_order_id UUID, _tracking_code TEXT)
RETURNS VOID
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = public
AS $$
BEGIN
  UPDATE public.orders SET status = 'shipped', tracking_code = _tracking_code
  WHERE id = _order_id AND seller_id = auth.uid() AND status = 'paid';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'order_not_found';
  END IF;
END;
$$;

REVOKE EXECUTE ON FUNCTION public.ship_order(UUID, TEXT) FROM PUBLIC, anon;
GRANT EXECUTE ON FUNCTION public.ship_order(UUID, TEXT) TO authenticated;
