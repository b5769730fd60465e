<?php
// Runs, inside WordPress, the PHP given on standard input.
define('ABSPATH', getenv('PARVIS_WP_SITE') . '/');
$_SERVER['HTTP_HOST'] = getenv('PARVIS_WP_HOST');
require ABSPATH . 'wp-load.php';
eval(stream_get_contents(STDIN));
