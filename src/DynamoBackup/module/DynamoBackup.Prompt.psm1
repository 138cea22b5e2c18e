# With the module's name in it, the alias means this module's command also after a later import of AWS Tools has taken
# the name New-DdbBackup back. An alias on the cmdlet itself would follow the name.
Set-Alias Backup-DdbTable DynamoBackup\New-DdbBackup
Export-ModuleMember -Alias Backup-DdbTable

# Values to begin with. A parameter without any would be offered the files of the folder. -Select and -EndpointUrl are here
# because AWS Tools registers a completer for the first, which comes before an attribute's, and declares the second.
$values = @{
    Select                = 'BackupDetails', 'BackupDetails.BackupArn', 'BackupDetails.BackupName', '*', '^TableName', '^BackupName'
    EndpointUrl           = 'http://localhost:8000', 'https://dynamodb.us-east-1.amazonaws.com'
    ThrottleLimit         = '64', '16', '100'
    TimeoutMinutes        = '10', '30', '60'
    PollIntervalSeconds   = '1', '5', '15'
    ReadTimeoutSeconds    = '60', '10', '0'
    ConnectTimeoutSeconds = '10', '3', '0'
}
foreach ($name in $values.Keys) {
    $offered = $values[$name]
    Register-ArgumentCompleter -ParameterName $name -CommandName New-DdbBackup, Wait-DdbBackup, Backup-DdbTable -ScriptBlock {
        param($command, $parameter, $word)
        $found = @($offered | Where-Object { $_.StartsWith($word, 'OrdinalIgnoreCase') })
        # What is typed is offered back: with nothing to offer PowerShell would turn to the files again.
        if ($found) { $found } elseif ($word) { $word }
    }.GetNewClosure()
}
