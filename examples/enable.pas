{ Turns on Salesforce sync for each customer whose id is on a line of standard input; prints name, status and revenue.
  Delphi compiles it, too. }
program Enable;

{$IFDEF FPC}{$MODE DELPHI}{$ENDIF}
{$APPTYPE CONSOLE}

uses
  SysUtils, Fusebill;

var
  Client: PFusebillClient;
  Json: PAnsiChar;
  Line: string;
  Id: Int64;
  Status: TFusebillStatus;

begin
  Status := fusebill_client_new(nil, nil, Client, Json); { key: FUSEBILL_API_KEY }
  if Status <> FUSEBILL_OK then
  begin
    WriteLn(ErrOutput, FusebillField(Json, '/message'));
    Halt(Status);
  end;
  while not Eof do
  begin
    ReadLn(Line);
    Line := Trim(Line);
    if Line = '' then
      Continue;
    if not TryStrToInt64(Line, Id) then
    begin
      WriteLn(ErrOutput, Line, ': not an id');
      ExitCode := FUSEBILL_INVALID_ARGUMENT;
      Continue;
    end;
    Status := fusebill_enable_synch(Client, Id, nil, Json);
    case Status of
      FUSEBILL_OK:
        WriteLn(FusebillField(Json, '/companyName'), ': ', FusebillField(Json, '/salesforceSynchStatus'), ', ',
          FusebillField(Json, '/monthlyRecurringRevenue'));
      FUSEBILL_NOT_FOUND:
        WriteLn(Line, ': no such customer');
    else
      WriteLn(ErrOutput, FusebillField(Json, '/message'));
    end;
    if Status <> FUSEBILL_OK then
      ExitCode := Status;
    fusebill_string_free(Json);
  end;
  fusebill_client_free(Client);
end.
