{ Turns on the sync of each customer whose id stands on a line of standard input; prints name, status and revenue.
  The same declarations serve Delphi. }
program Enable;

{$mode objfpc}{$H+}

uses
  SysUtils;

const
  Fusebill = 'fusebill';
  FUSEBILL_OK = 0;
  FUSEBILL_NOT_FOUND = 3;

type
  PClient = Pointer;
  TStatus = LongInt;

function fusebill_client_new(Key, Options: PAnsiChar; out Client: PClient; out Json: PAnsiChar): TStatus;
  cdecl; external Fusebill;
procedure fusebill_client_free(Client: PClient); cdecl; external Fusebill;
function fusebill_enable_synch(Client: PClient; Id: Int64; out Json: PAnsiChar): TStatus; cdecl; external Fusebill;
function fusebill_json_get(Json, Pointer: PAnsiChar; out Value: PAnsiChar): TStatus; cdecl; external Fusebill;
procedure fusebill_string_free(Text: PAnsiChar); cdecl; external Fusebill;

{ One field of a JSON text; empty for null and for none. }
function Field(Json: PAnsiChar; const Pointer: string): string;
var
  Value: PAnsiChar;
begin
  Result := '';
  if fusebill_json_get(Json, PAnsiChar(Pointer), Value) = FUSEBILL_OK then
    Result := Value;
  fusebill_string_free(Value);
end;

var
  Client: PClient;
  Json: PAnsiChar;
  Line: string;
  Status: TStatus;

begin
  Status := fusebill_client_new(nil, nil, Client, Json); { key: FUSEBILL_API_KEY }
  if Status <> FUSEBILL_OK then
  begin
    WriteLn(StdErr, Field(Json, '/message'));
    Halt(Status);
  end;
  while not Eof do
  begin
    ReadLn(Line);
    Status := fusebill_enable_synch(Client, StrToInt64(Trim(Line)), Json);
    case Status of
      FUSEBILL_OK:
        WriteLn(Field(Json, '/companyName'), ': ', Field(Json, '/salesforceSynchStatus'), ', ',
          Field(Json, '/monthlyRecurringRevenue'));
      FUSEBILL_NOT_FOUND:
        WriteLn(Trim(Line), ': no such customer');
    else
      WriteLn(StdErr, Field(Json, '/message'));
    end;
    if Status <> FUSEBILL_OK then
      ExitCode := Status;
    fusebill_string_free(Json);
  end;
  fusebill_client_free(Client);
end.
