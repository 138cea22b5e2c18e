# Shared by the tests of docs/coming-from.md: an endpoint, the AWS CLI's answer, and a pwsh of its own.
. $PSScriptRoot/Endpoint.ps1
Start-Endpoint '--allow-unsigned', 'true'
$hasAws = [bool](Get-Command aws -CommandType Application -ErrorAction Ignore)
# The CLI's answer from the same endpoint; nothing where the CLI is not on PATH.
function Invoke-Aws { if ($hasAws) { aws dynamodb create-backup --endpoint-url $url --region us-east-1 @args } }
# Runs a script in a new pwsh whose environment has more.
function Invoke-NewPwsh([hashtable] $Environment, [string] $Script) {
    $saved = @{}
    $Environment.Keys | ForEach-Object { $saved[$_] = [Environment]::GetEnvironmentVariable($_) }
    $Environment.GetEnumerator() | ForEach-Object { Set-Item "Env:$($_.Key)" $_.Value }
    try { pwsh -NoProfile -NonInteractive -Command "Import-Module '$PSScriptRoot/../../out/DynamoBackup'; $Script" }
    finally { $Environment.Keys | ForEach-Object { if ($saved[$_]) { Set-Item "Env:$_" $saved[$_] } else { Remove-Item "Env:$_" } } }
}
# The named profile's region is one that no test asks for.
'[other]', 'aws_access_key_id = AKIA999900001111', 'aws_secret_access_key = x', 'region = sa-east-1' |
    Set-Content $env:AWS_SHARED_CREDENTIALS_FILE
