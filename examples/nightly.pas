{ A nightly job: nightly IDS RESULTS. Turns on Salesforce sync for each customer whose id is on a line of IDS, and records
  the results in RESULTS: run again, it continues where it stopped. Prints who failed and why. Delphi compiles it, too. }
program Nightly;

{$IFDEF FPC}{$MODE DELPHI}{$ENDIF}
{$APPTYPE CONSOLE}

uses
  SysUtils, Classes, Fusebill;

{ Each outcome is on disk before this is called. }
function OnOutcome(UserData: Pointer; CustomerId: Int64; Code: TFusebillStatus; OutcomeJson: PAnsiChar): Int32; stdcall;
begin
  if Code <> FUSEBILL_OK then
    WriteLn(CustomerId, ': ', FusebillField(OutcomeJson, '/message'));
  Result := 0;
end;

var
  Client: PFusebillClient;
  Json: PAnsiChar;
  Options: UTF8String; { the library reads UTF-8, whatever the system's code page is }
  Ids: array of Int64;
  Lines: TStringList;
  Line: string;
  Id: Int64;
  Status: TFusebillStatus;

begin
  Lines := TStringList.Create;
  Lines.LoadFromFile(ParamStr(1));
  for Line in Lines do
    if Trim(Line) <> '' then
    begin
      if not TryStrToInt64(Trim(Line), Id) then
      begin
        WriteLn(ErrOutput, Line, ': not an id; nobody was called');
        Halt(FUSEBILL_INVALID_ARGUMENT);
      end;
      SetLength(Ids, Length(Ids) + 1);
      Ids[High(Ids)] := Id;
    end;
  Lines.Free;
  { In a Windows path each backslash is doubled. }
  Options := '{"resume":true,"resultsFile":"' + StringReplace(ParamStr(2), '\', '\\', [rfReplaceAll]) + '"}';
  Status := fusebill_client_new(nil, nil, Client, Json); { key: FUSEBILL_API_KEY }
  if Status = FUSEBILL_OK then
    Status := fusebill_batch(Client, 'EnableSynch', PInt64(Ids), Length(Ids), PAnsiChar(Options), OnOutcome, nil, nil, Json);
  if FusebillField(Json, '/done') <> '' then
    WriteLn('enabled: ', FusebillField(Json, '/done'), ' now, ', FusebillField(Json, '/skipped'), ' before (status ', Status, ')')
  else
    WriteLn(ErrOutput, FusebillField(Json, '/message')); { it could not start }
  fusebill_string_free(Json);
  fusebill_client_free(Client);
  Halt(Status);
end.
