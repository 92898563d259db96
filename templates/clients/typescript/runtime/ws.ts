export interface WsRoute {
  readonly method?: string;
}
